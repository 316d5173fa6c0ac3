# %% [markdown]
# # Right
# ## Other ways to find the ink

# %% right_any
"""Rows and columns with ink found by any."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows = np.flatnonzero((levels > 0.1).any(axis=1))
    columns = np.flatnonzero((levels > 0.1).any(axis=0))
    if rows.size:
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_corners
"""The background is that of the four corners."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    corners = levels[[0, 0, -1, -1], [0, -1, 0, -1]]
    if np.median(corners) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_ground_cleared
"""What is not ink becomes exactly 0."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        ink = np.where(ink > 0.1, ink, 0)
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## Other ways to scale

# %% right_pillow
"""Scaled by Pillow."""
def classify(image):
    from PIL import Image

    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = np.asarray(
            Image.fromarray(ink.astype("float32")).resize((width, height), Image.Resampling.BOX), "float64"
        ).copy()
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_pillow_bilinear
"""Scaled by Pillow, with its bilinear filter, which averages when it makes images smaller."""
def classify(image):
    from PIL import Image

    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = np.asarray(
            Image.fromarray(ink.astype("float32")).resize((width, height), Image.Resampling.BILINEAR), "float64"
        ).copy()
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_pillow_thumbnail
"""Pillow, in whole grey levels."""
def classify(image):
    from PIL import Image

    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = (
            np.asarray(
                Image.fromarray((255 * ink).clip(0, 255).astype("uint8")).resize(
                    (width, height), Image.Resampling.LANCZOS
                )
            )
            / 255
        )
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_supersampled
"""Every new pixel as the mean of many places in the drawing."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        tall = np.floor((np.arange(height * 16) + 0.5) * ink.shape[0] / (height * 16)).astype(int)
        wide = np.floor((np.arange(width * 16) + 0.5) * ink.shape[1] / (width * 16)).astype(int)
        small = ink[np.ix_(tall, wide)].reshape(height, 16, width, 16).mean(axis=(1, 3))
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_rounded_up
"""The shorter side rounded up, the place rounded down."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, int(np.ceil(side * scale - 1e-9))) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(int(np.floor(14.3 - row)), 0), 28 - height)
        left = min(max(int(np.floor(14.3 - column)), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## Other styles

# %% right_helpers
"""In functions of its own."""
def _levels(image):
    image = np.array(image, dtype="float64")
    if image.max() > 1:
        image /= 255
    frame = np.ones(image.shape, bool)
    frame[1:-1, 1:-1] = False
    return 1 - image if np.median(image[frame]) > 0.5 else image


def _crop(image):
    rows, columns = np.where(image > 0.1)
    return image[min(rows) : max(rows) + 1, min(columns) : max(columns) + 1]


def _start(masses):
    centre = np.sum(masses * (np.arange(len(masses)) + 0.5)) / np.sum(masses)
    return int(np.clip(np.rint(14 - centre), 0, 28 - len(masses)))


def classify(image):
    levels = _levels(image)
    picture = np.zeros((1, 28, 28), np.float32)
    if (levels > 0.1).any():
        ink = _crop(levels)
        h, w = ink.shape
        shape = (20, max(1, round(20 * w / h))) if h >= w else (max(1, round(20 * h / w)), 20)
        small = resize(ink, *shape)
        small = small / small.max()
        i, j = _start(small.sum(1)), _start(small.sum(0))
        picture[0, i : i + shape[0], j : j + shape[1]] = small
    return int(np.argmax(predict(picture)[0]))

# %% right_weights_by_average
"""The centre of mass by np.average."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = np.average(np.arange(height) + 0.5, weights=small.sum(axis=1))
        column = np.average(np.arange(width) + 0.5, weights=small.sum(axis=0))
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% right_numpy_integer
"""NumPy's whole number for an answer."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return predict(picture[np.newaxis])[0].argmax()

# %% [markdown]
# # Wrong
# ## Ink and background

# %% wrong_not_inverted
"""Dark ink on a light background is not inverted: the network sees a white page."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if False:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_always_inverted
"""Light ink on a dark background is inverted, too."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if True:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_mean_of_all
"""The whole image decides whether the background is light, not its edge: where most of the image is ink, the two are exchanged."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    if levels.mean() > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_median_of_all
"""The whole image decides whether the background is light, not its edge: where most of the image is ink, the two are exchanged.

Known as: wrong_mean_of_all
"""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    if np.median(levels) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_edge_maximum
"""Light pixels along the edge make the background count as light even where most of the edge is dark: they may be ink."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if edge.max() > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_first_row
"""Only a part of the edge decides whether the background is light, and just there may be ink."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    if np.median(levels[0]) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_grey_levels
"""Grey levels from 0 to 255 are not divided by 255."""
def classify(image):
    levels = image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_always_divided
"""Grey levels from 0 to 1 are divided by 255, too."""
def classify(image):
    levels = image / 255
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_type_decides
"""Levels are divided by 255 only if the type of the array is uint8: those from 0 to 255 in arrays of other types stay as they are."""
def classify(image):
    levels = image / 255 if image.dtype == np.uint8 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_integers_divided
"""Levels are divided by 255 in arrays of integers alone: floats from 0 to 255 stay as they are."""
def classify(image):
    levels = image / 255 if image.dtype.kind in "ui" else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_binary
"""Each grey level becomes 0 or 1: half-covered pixels are lost."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small = (small > 0.05).astype(float)
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_pale
"""Thin strokes stay pale: the levels are not stretched to 1 after scaling."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## The size

# %% wrong_not_cropped
"""The drawing is scaled together with the empty background around it."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_squares_only
"""The image is cropped to a square at its upper left corner before anything else."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    levels = levels[: min(levels.shape), : min(levels.shape)]
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_full_size
"""The longer side becomes 28 pixels, without a margin."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 28 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_shorter_side
"""The shorter side becomes 20 pixels, and the longer one is cut off."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        height, width = (20, 28) if height > width else (28, 20) if width > height else (20, 20)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_stretched
"""Both sides are stretched to 20 pixels: the shape of the digit is lost."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (20 for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_every_nth
"""Every n-th pixel is taken: thin lines are lost."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = ink[np.ix_(np.arange(height) * ink.shape[0] // height, np.arange(width) * ink.shape[1] // width)]
        small = small / max(small.max(), 1e-6)
        row = (small.sum(axis=1) @ np.arange(height)) / max(small.sum(), 1e-6) + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / max(small.sum(), 1e-6) + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## The place

# %% wrong_box_centred
"""The drawing is centred by the box around it, not by its centre of mass."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = height / 2
        column = width / 2
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_centre_swapped
"""Row and column of the centre of mass are swapped: each moves the drawing along the other axis."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - column), 0), 28 - height)
        left = min(max(round(14 - row), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_last_row_cut_off
"""The last row and column of the ink are cut off: a slice stops before its end."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max(), columns.min() : columns.max()]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_upper_left
"""The drawing lies in the upper left corner."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = 0
        left = 0
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_mirrored
"""The picture is mirrored."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small[:, ::-1]
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_upside_down
"""The picture is upside down."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small[::-1]
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_sides_swapped
"""Rows and columns are swapped."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[left : left + width, top : top + height] = small.T
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## What predict gets

# %% wrong_flat
"""predict gets a row of 784 numbers; an array of shape (1, 28, 28) is expected."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture.reshape(1, 784)).argmax())

# %% wrong_two_axes
"""predict gets an array of shape (28, 28); the axis that counts the images is missing."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture).argmax())

# %% wrong_double
"""predict gets float64 numbers; float32 is expected."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28))
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_whole_levels
"""predict gets grey levels from 0 to 255; levels from 0 to 1 are expected."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(255 * picture[np.newaxis]).argmax())

# %% wrong_asked_twice
"""predict is called twice; one call is expected."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    predict(picture[np.newaxis])
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## The answer

# %% wrong_probability
"""The largest probability is returned, not its class."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return float(predict(picture[np.newaxis]).max())

# %% wrong_array
"""An array that holds the class is returned; an int is expected."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return predict(picture[np.newaxis]).argmax(axis=1)

# %% wrong_least_likely
"""The class with the smallest probability is returned."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmin())

# %% wrong_one_too_many
"""The classes are counted from 1; the digits are 0 to 9."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax()) + 1

# %% wrong_no_return
"""The answer is not returned."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    digit = int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## Not every image

# %% wrong_empty
"""An empty image raises an error."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if True:
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_empty_uneven
"""An image without ink raises an error if its background is not quite even: it is empty, too."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if levels.any():
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_straight_line
"""The shorter side of a straight line becomes 0 pixels long."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (int(side * scale) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_not_clamped
"""A drawing that would stick out over the edge raises an error."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = round(14 - row)
        left = round(14 - column)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% [markdown]
# ## Side effects

# %% wrong_in_place
"""The caller's own image is inverted."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels -= 1
        levels *= -1
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_divided_in_place
"""The caller's own image is divided by 255."""
def classify(image):
    levels = image if image.dtype.kind == "f" else image.astype("float64")
    if levels.max() > 1:
        levels /= 255
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.1)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_faint_ink
"""Pixels that are too faint to be ink count as ink when the drawing is cropped, such as those of an uneven background."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_faint_ink_half
"""Pixels that are too faint to be ink count as ink when the drawing is cropped, such as those of an uneven background.

Known as: wrong_faint_ink
"""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.05)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())

# %% wrong_half_ink
"""When the drawing is cropped, only pixels above half of full ink count: faint and thin parts are cut off."""
def classify(image):
    levels = image / 255 if image.max() > 1 else image.astype("float64")
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if np.median(edge) > 0.5:
        levels = 1 - levels
    picture = np.zeros((28, 28), "float32")
    rows, columns = np.nonzero(levels > 0.5)
    if len(rows):
        ink = levels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = 20 / max(ink.shape)
        height, width = (max(1, round(side * scale)) for side in ink.shape)
        small = resize(ink, height, width)
        small /= small.max()
        row = (small.sum(axis=1) @ np.arange(height)) / small.sum() + 0.5
        column = (small.sum(axis=0) @ np.arange(width)) / small.sum() + 0.5
        top = min(max(round(14 - row), 0), 28 - height)
        left = min(max(round(14 - column), 0), 28 - width)
        picture[top : top + height, left : left + width] = small
    return int(predict(picture[np.newaxis]).argmax())
