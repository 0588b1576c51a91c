// The page's beginning.

import { mount } from 'svelte';
import { App } from './app/app.svelte';
import './app/tokens.css';
import './app/base.css';
import Shell from './app/shell.svelte';
import { panels } from './panels';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no element #app');
mount(Shell, { target, props: { app: new App(window, panels[0].id), panels } });
