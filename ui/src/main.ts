// Starts the window: its ground and letters at once, everything else after. The web view makes ready to compose while the rest is
// read; asked for together, the first picture would wait for one after the other.
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';

// The next task comes after the empty page was handed over.
setTimeout(() => import('./open'));
