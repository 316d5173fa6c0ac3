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
