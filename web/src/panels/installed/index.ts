// What the page needs to know of installed panels.

export { Panels } from './installed.svelte';
