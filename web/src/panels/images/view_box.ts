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

export interface Place {
  readonly x: number;
  readonly y: number;
}

const LEAST_SCALE = 0.02;
const MOST_SCALE = 64;
/** Fingers that are closer tell no ratio. */
const LEAST_DISTANCE = 8;

/**
 * All of the image, in the middle; a small one is enlarged by a whole number of the screen's pixels, of which one of the page has
 * `ratio`, so that its pixels are equally large.
 */
export function fitted(image: Size, stage: Size, ratio = 1): ViewBox {
  const most = Math.min(stage.width / image.width, stage.height / image.height);
  const whole = Math.floor(most * ratio) / ratio;
  return centred(image, stage, whole > 0 ? Math.min(MOST_SCALE, whole) : most);
}

export function centred(image: Size, stage: Size, scale: number): ViewBox {
  return {
    scale,
    left: Math.round((stage.width - image.width * scale) / 2),
    top: Math.round((stage.height - image.height * scale) / 2),
  };
}

/** Zoomed by a factor; a place of the window stays where it is. */
export function zoomed(view: ViewBox, factor: number, at: Place): ViewBox {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor));
  const by = scale / view.scale;
  return { scale, left: at.x - (at.x - view.left) * by, top: at.y - (at.y - view.top) * by };
}

export function moved(view: ViewBox, right: number, down: number): ViewBox {
  return { ...view, left: view.left + right, top: view.top + down };
}

/** What two fingers held at `before` is held at `after`. */
export function pinched(view: ViewBox, before: readonly [Place, Place], after: readonly [Place, Place]): ViewBox {
  const middle = ([a, b]: readonly [Place, Place]): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const apart = ([a, b]: readonly [Place, Place]): number => Math.max(LEAST_DISTANCE, Math.hypot(a.x - b.x, a.y - b.y));
  const [from, to] = [middle(before), middle(after)];
  return moved(zoomed(view, apart(after) / apart(before), from), to.x - from.x, to.y - from.y);
}

/** The pixel of the image at a place of the window; null beside it. */
export function pixelAt(view: ViewBox, image: Size, at: Place): Place | null {
  const column = Math.floor((at.x - view.left) / view.scale);
  const row = Math.floor((at.y - view.top) / view.scale);
  return column >= 0 && row >= 0 && column < image.width && row < image.height ? { x: column, y: row } : null;
}
