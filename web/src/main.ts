// The page's beginning.

import { mount } from 'svelte';
import { App } from './app/app.svelte';
import './app/tokens.css';
import './app/base.css';
import Shell from './app/shell.svelte';
import { panels } from './panels';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no element #app');
const app = new App(window, panels.all[0].id);
// The data and the open panel's code are on their way while the shell is drawn, which begins once they are asked for.
app.start();
panels.follow(app);
const open = panels.all.find(({ id }) => id === app.view.panel) ?? panels.all[0];
open.prepare?.(app);
void open.load?.();
setTimeout(() => mount(Shell, { target, props: { app, panels } }));
