/** What texts need more than charts do, in pixels. */
export const EXTRA_HEIGHT = 60;
