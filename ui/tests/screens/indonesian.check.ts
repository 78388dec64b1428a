// @vitest-environment node
// A file for each language: they run beside each other.
import { checkAll } from './screens';

checkAll('id', 'dark');
