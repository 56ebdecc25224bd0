#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with its command line (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library).
int LLVMFuzzerRunDriver(
    int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
    int (*_Nonnull call)(const uint8_t *_Nullable bytes, size_t count));
