// How the page is built: straight into the Python package, with relative addresses so that it works under any path prefix.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// `npm run dev` serves the sources and hands /api to a running `sonde serve`; SONDE_SERVER says where that listens.
const server = process.env['SONDE_SERVER'] ?? 'http://127.0.0.1:6006';

export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    outDir: '../src/sonde/_web',
    emptyOutDir: true,
    target: 'es2022',
    // A strict Content-Security-Policy serves every asset as a file of its own, never as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': {
        target: server,
        changeOrigin: true,
        // The server refuses what pages of other origins ask; here the page is its own, only served from elsewhere.
        configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
      },
    },
  },
});
