"""Arrays zipped with their names, as in MXNet's tutorial."""


def custom_loop(symbol, train_iter, num_epoch):
    input_shapes = {d.name: d.shape for d in train_iter.provide_data + train_iter.provide_label}
    exe = symbol.simple_bind(ctx=mx.cpu(), **input_shapes)
    arg_arrays = dict(zip(symbol.list_arguments(), exe.arg_arrays))
    data = arg_arrays[train_iter.provide_data[0].name]
    label = arg_arrays[train_iter.provide_label[0].name]
    init = mx.init.Uniform(scale=0.01)
    for name, arr in arg_arrays.items():
        if name not in input_shapes:
            init(name, arr)
    opt = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=1.0 / train_iter.batch_size)
    updater = mx.optimizer.get_updater(opt)
    metric = mx.metric.Accuracy()
    history = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            data[:] = batch.data[0]
            label[:] = batch.label[0]
            exe.forward(is_train=True)
            exe.backward()
            for i, pair in enumerate(zip(exe.arg_arrays, exe.grad_arrays)):
                weight, grad = pair
                updater(i, grad, weight)
            metric.update(batch.label, exe.outputs)
        history.append(metric.get()[1])
    return {name: arr for name, arr in arg_arrays.items() if name not in input_shapes}, history
