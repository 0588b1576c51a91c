// A step that all cards of a panel share goes by that of the page, on a page that shows several kinds and has one.

import type { PageStep } from '../app/panel';
import type { Field } from '../app/view.svelte';

export function stepOfPage(own: Field<number | null>, page: PageStep | null): Field<number | null> {
  return {
    get value() {
      return page?.step ?? own.value;
    },
    set value(step) {
      if (page === null || page.step === null || step === null) own.value = step;
      else page.move(step);
    },
  };
}
