// Opens the application in the page: the app's state, the events, the first screen.
import { mount } from 'svelte';
import AppView from './app.svelte';
import { call, on } from './ipc';
import { App } from './state/app.svelte';
import { prepare } from './state/pdf';
import { loadScreens } from './views/screens.svelte';

const app = new App(call);
const target = document.getElementById('app');
if (target) {
  // Listen first: files given at the start are sent as soon as the program hears that the window is there.
  void on(app.handle).then(() => app.start());
  mount(AppView, { target, props: { app } });
  // A picture comes before the next task; asked for now, all this would be read first.
  requestAnimationFrame(() => setTimeout(() => void loadScreens().then(prepare)));
}
