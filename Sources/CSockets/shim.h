#include <poll.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif
