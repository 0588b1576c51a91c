"""What a network is at a step, in every kind of summary but scalars: distributions, pictures, sounds, shapes, words.

All of it is computed from the network that is being trained and from digits that it does not learn from.
"""

from __future__ import annotations

import numpy as np

from sonde.cli.demo.digits import Array, Digits
from sonde.cli.demo.network import Network, softmax
from sonde.writer import SummaryWriter

_DEPICTED_UNITS = 16
_WATCHED_DIGIT = 8  # the one that is most often misread

_FILM_FPS = 12
_SOUND_SECONDS = 2.0
_SOUND_RATE = 16_000  # Hz
_SOUND_LOSSES = (1e-3, 10.0)  # sound as 110 Hz and 880 Hz
_LANDSCAPE_SIDE = 17  # points
_LANDSCAPE_DIGITS = 120
_LANDSCAPE_REACH = 1.0  # how far it goes, in lengths of each layer's weights

_TILTED = np.array(
    [(0.8, -0.3, 0.52), (0.6, 0.4, -0.69), (0.0, 0.87, 0.5)]
)  # seen from a corner, half from above

_DIGIT_COLOURS = np.array(
    [
        (78, 121, 167), (242, 142, 43), (225, 87, 89), (118, 183, 178), (89, 161, 79),
        (237, 201, 72), (176, 122, 161), (255, 157, 167), (156, 117, 95), (186, 176, 172),
    ]
)  # fmt: skip
_HEIGHT_COLOURS = np.array([(49, 54, 149), (116, 173, 209), (254, 224, 144), (244, 109, 67), (165, 0, 38)])
_CLOUD_LOOK = {
    "camera": {"cls": "PerspectiveCamera", "fov": 50},
    "material": {"cls": "PointsMaterial", "size": 0.3},
}
_LANDSCAPE_LOOK = {
    "camera": {"cls": "PerspectiveCamera", "fov": 45},
    "lights": [
        {"cls": "AmbientLight", "color": "#ffffff", "intensity": 0.75},
        {"cls": "DirectionalLight", "color": "#ffffff", "intensity": 0.75, "position": [0, -1, 2]},
    ],
    "material": {"cls": "MeshStandardMaterial", "roughness": 1, "metalness": 0},
}


class Depiction:
    """Logs one network, step after step, as what only a page can show."""

    def __init__(self, network: Network, validation: Digits, log: SummaryWriter) -> None:
        self._network = network
        self._validation = validation
        self._log = log
        self._frames: list[Array] = []
        self._axes: Array | None = None

    def film(self) -> None:
        """Take a frame of what the hidden units look for."""
        frame = _units(self._network)
        if np.isfinite(frame).all():
            self._frames.append(frame)

    def draw(self, step: int) -> None:
        """Distributions, pictures, a curve, tensors. A network that has left the numbers behind has none to show."""
        hidden, _, output, _ = self._network.weights
        _, scores = self._network.scores(self._validation.images)
        if not np.isfinite(scores).all():
            return
        log, labels = self._log, self._validation.labels
        read = scores.argmax(axis=1)
        log.add_histogram("weights/hidden", hidden, step)
        log.add_histogram("weights/output", output, step)
        log.add_image("units/hidden", _units(self._network), step, dataformats="HW")
        if (read != labels).any():
            log.add_image(
                "digits/misread", _tiles(self._validation.images[read != labels]), step, dataformats="HW"
            )
        log.add_pr_curve(
            f"digits/reads {_WATCHED_DIGIT}",
            labels == _WATCHED_DIGIT,
            softmax(scores)[:, _WATCHED_DIGIT],
            step,
        )
        confusion = _confusion(labels, read)
        log.add_tensor("digits/confusion", confusion, step)
        log.add_text("report", _report(confusion), step)

    def record(self, step: int, losses: list[float]) -> None:
        """What takes more room: a film of the units so far, the losses so far as a sound, and shapes in space."""
        hidden, scores = self._network.scores(self._validation.images)
        if not np.isfinite(scores).all() or not self._frames:
            return
        film = np.stack(self._frames)[np.newaxis, :, np.newaxis]
        self._log.add_video("units/film", film, step, fps=_FILM_FPS)
        self._log.add_audio("loss/sound", _sound(losses), step, sample_rate=_SOUND_RATE)
        cloud = self._cloud(hidden)
        colours = _DIGIT_COLOURS[self._validation.labels]
        self._log.add_mesh("digits/hidden space", cloud[None], colours[None], None, _CLOUD_LOOK, step)
        surface, heights, faces = _landscape(self._network, self._validation.part(slice(_LANDSCAPE_DIGITS)))
        self._log.add_mesh("loss/landscape", surface[None], heights[None], faces[None], _LANDSCAPE_LOOK, step)

    def _cloud(self, hidden: Array) -> Array:
        """Hidden activations along their three principal axes, [digits, 3], each axis turned as it was at the last step."""
        centred = (hidden - hidden.mean(axis=0)).astype(np.float64)
        _, _, axes = np.linalg.svd(centred, full_matrices=False)
        axes = axes[:3]
        if self._axes is not None:
            turned = np.sign((axes * self._axes).sum(axis=1))
            axes = axes * np.where(turned == 0, 1, turned)[:, np.newaxis]
        self._axes = axes
        cloud: Array = centred @ axes.T
        spread = float(np.abs(cloud).max()) or 1.0
        return cloud * (5 / spread)


def _units(network: Network) -> Array:
    """What the first hidden units look for."""
    return _tiles(network.weights[0].T[:_DEPICTED_UNITS])


def _tiles(images: Array, columns: int = 4, enlarged: int = 6, gap: int = 4) -> Array:
    """Up to 16 images of 8 by 8 in rows of four, from black for the least to white for the greatest value, on grey."""
    spread = float(np.ptp(images)) or 1.0
    count = min(len(images), columns * columns)
    grey = ((images[:count] - images.min()) / spread).reshape(count, 8, 8)
    side = 8 * enlarged + gap
    sheet = np.full((columns * side + gap, columns * side + gap), 0.5, np.float32)
    for place, image in enumerate(grey.repeat(enlarged, axis=1).repeat(enlarged, axis=2)):
        top, left = gap + side * (place // columns), gap + side * (place % columns)
        sheet[top : top + 8 * enlarged, left : left + 8 * enlarged] = image
    return sheet


def _confusion(labels: Array, read: Array) -> Array:
    """How often each digit (row) was read as each (column)."""
    counts = np.zeros((10, 10), np.int64)
    np.add.at(counts, (labels, read), 1)
    return counts


def _report(confusion: Array) -> str:
    """In words: how many digits were read right, and which are most often taken for which."""
    right, total = int(np.trace(confusion)), int(confusion.sum())
    wrong = confusion - np.diag(np.diag(confusion))
    worst = sorted(((int(wrong[a, b]), a, b) for a, b in np.argwhere(wrong)), reverse=True)[:5]
    lines = [f"**{right:,}** of {total:,} digits are read right ({right / total:.1%})."]
    if worst:
        lines += ["", "| digit | read as | times |", "|--:|--:|--:|"]
        lines += [f"| {digit} | {read} | {times} |" for times, digit, read in worst]
    return "\n".join(lines)


def _sound(losses: list[float]) -> Array:
    """A tone that rises and falls as the losses did, an octave for each 3 binary logarithms or so."""
    low, high = np.log(_SOUND_LOSSES)
    finite = np.nan_to_num(np.asarray(losses), nan=_SOUND_LOSSES[1], posinf=_SOUND_LOSSES[1])
    height = (np.log(np.clip(finite, *_SOUND_LOSSES)) - low) / (high - low)
    samples = int(_SOUND_SECONDS * _SOUND_RATE)
    over_time = np.interp(np.linspace(0, 1, samples), np.linspace(0, 1, len(height)), height)
    phase = 2 * np.pi * np.cumsum(110 * 8**over_time) / _SOUND_RATE
    fade = np.minimum(1, 20 * np.minimum(np.linspace(0, 1, samples), np.linspace(1, 0, samples)))
    tone: Array = (0.6 * np.sin(phase) + 0.2 * np.sin(2 * phase)) * fade
    return tone.astype(np.float32)


def _landscape(network: Network, digits: Digits) -> tuple[Array, Array, Array]:
    """The loss around the network along two random directions, as vertices, their colours, and faces.

    Each direction has in each layer the length of that layer's weights (Li et al. 2018, Visualizing the Loss Landscape of
    Neural Nets, section 4, by layers instead of filters).
    """
    random = np.random.default_rng(7)
    one, other = (_direction(network.weights, random) for _ in range(2))
    places = np.linspace(-_LANDSCAPE_REACH, _LANDSCAPE_REACH, _LANDSCAPE_SIDE)
    heights = np.array([[_loss_at(network, digits, (x, one), (y, other)) for x in places] for y in places])
    x, y = np.meshgrid(places, places)
    lowest, spread = heights.min(), float(np.ptp(heights)) or 1.0
    vertices = np.stack([3 * x, 3 * y, 3 * (heights - lowest) / spread], axis=-1).reshape(-1, 3) @ _TILTED
    share = ((heights - lowest) / spread).reshape(-1) * (len(_HEIGHT_COLOURS) - 1)
    stops = np.arange(len(_HEIGHT_COLOURS))
    colours = np.stack([np.interp(share, stops, _HEIGHT_COLOURS[:, c]) for c in range(3)], axis=-1)
    return vertices, colours, _grid_faces(_LANDSCAPE_SIDE)


def _direction(weights: list[Array], random: np.random.Generator) -> list[Array]:
    drawn = [random.normal(size=one.shape) for one in weights]
    return [
        (step * np.linalg.norm(one) / np.linalg.norm(step)).astype(np.float32)
        for step, one in zip(drawn, weights, strict=True)
    ]


def _loss_at(network: Network, digits: Digits, *moves: tuple[float, list[Array]]) -> float:
    """The logarithm of one plus the loss, of the network moved so far along these directions."""
    weights = [
        one + sum(far * direction[layer] for far, direction in moves)
        for layer, one in enumerate(network.weights)
    ]
    loss, _ = Network(weights).measure(digits)
    return float(np.log1p(min(loss, 1e6)))


def _grid_faces(side: int) -> Array:
    """The triangles of a grid of side by side vertices, row by row."""
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).reshape(-1)
    lower = np.stack([corner, corner + 1, corner + side], axis=-1)
    upper = np.stack([corner + 1, corner + side + 1, corner + side], axis=-1)
    return np.concatenate([lower, upper])
