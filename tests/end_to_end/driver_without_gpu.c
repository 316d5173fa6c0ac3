/* libcuda.so.1 of a machine that has a driver and no GPU: the functions that libmxnet.so of mxnet-cu112 1.9.1 is linked with
 * (nm -D --undefined-only), each answering CUDA_ERROR_NO_DEVICE. The CUDA runtime asks for the version first. */

#define NO_DEVICE 100

#define ANSWERS_NONE(name) \
    int name(void) { return NO_DEVICE; }

ANSWERS_NONE(cuInit)
ANSWERS_NONE(cuDeviceGet)
ANSWERS_NONE(cuDevicePrimaryCtxRetain)
ANSWERS_NONE(cuGetErrorString)
ANSWERS_NONE(cuGraphKernelNodeGetParams)
ANSWERS_NONE(cuGraphNodeGetType)
ANSWERS_NONE(cuLaunchKernel)
ANSWERS_NONE(cuModuleGetFunction)
ANSWERS_NONE(cuModuleLoadData)
ANSWERS_NONE(cuModuleLoadDataEx)
ANSWERS_NONE(cuModuleUnload)

int cuDriverGetVersion(int *version) {
    *version = 11020;
    return 0;
}
