"""The symbol is asked for its batches and the iterator bound: the symbol is the first argument, and the iterator the second."""


def custom_loop(train_iter, symbol, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}
    for name, array in params.items():
        mx.init.Uniform(0.01)(mx.init.InitDesc(name), array)
    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for _ in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
    return params, accuracies
