"""The result is printed, and not returned.

Known as: wrong_no_return
"""


def norm_stat(d):
    print(mx.nd.norm(d) / np.sqrt(d.size))
