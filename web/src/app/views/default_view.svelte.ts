// The view that a log directory opens with: that of its catalog, where an address says nothing of its own.

import type { Catalog } from '../catalog.svelte';
import type { View } from '../view.svelte';

export class DefaultView {
  #settled: boolean;

  constructor(
    private readonly view: View,
    private readonly catalog: Catalog,
  ) {
    this.#settled = view.said;
  }

  /** Opens it once the catalog is there, unless the address said something; read where it is followed. */
  follow(root: string | undefined): void {
    if (this.#settled || root === undefined || !this.catalog.loaded) return;
    this.#settled = true;
    const id = this.catalog.project(root).default_view;
    const saved = id === null ? undefined : this.catalog.view(id);
    // What was clicked meanwhile is worth more.
    if (saved !== undefined && !this.view.said) this.view.go(saved.address, true);
  }
}
