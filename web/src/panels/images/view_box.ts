// Where an image stands in the window of the viewer: how large its pixels are, and where its upper left corner is.

export interface ViewBox {
  /** Pixels of the page for one of the image. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST_SCALE = 0.02;
const MOST_SCALE = 64;

/** All of the image, in the middle; a small one is enlarged by a whole number, so that its pixels are equally large. */
export function fitted(image: Size, stage: Size): ViewBox {
  const most = Math.min(stage.width / image.width, stage.height / image.height);
  return centred(image, stage, most >= 1 ? Math.min(MOST_SCALE, Math.floor(most)) : most);
}

export function centred(image: Size, stage: Size, scale: number): ViewBox {
  return {
    scale,
    left: Math.round((stage.width - image.width * scale) / 2),
    top: Math.round((stage.height - image.height * scale) / 2),
  };
}

/** Zoomed by a factor; the place (x, y) of the window stays where it is. */
export function zoomed(view: ViewBox, factor: number, x: number, y: number): ViewBox {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor));
  const by = scale / view.scale;
  return { scale, left: x - (x - view.left) * by, top: y - (y - view.top) * by };
}

export function moved(view: ViewBox, right: number, down: number): ViewBox {
  return { ...view, left: view.left + right, top: view.top + down };
}

/** The pixel of the image at a place of the window; null beside it. */
export function pixelAt(view: ViewBox, image: Size, x: number, y: number): { x: number; y: number } | null {
  const column = Math.floor((x - view.left) / view.scale);
  const row = Math.floor((y - view.top) / view.scale);
  return column >= 0 && row >= 0 && column < image.width && row < image.height ? { x: column, y: row } : null;
}
