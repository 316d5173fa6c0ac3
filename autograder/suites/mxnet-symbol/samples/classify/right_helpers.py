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
