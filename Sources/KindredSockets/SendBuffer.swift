#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Enlarges a socket's send buffer for a large statement.
///
/// Each time the system accepts a part of the data, a library may move the rest to the start of its own buffer. A local
/// socket accepts 200 KB at a time, so 400 MB would be moved two thousand times.
package enum SendBuffer {
  /// The minimum size of the parameters, in bytes.
  private static let least = 1 << 20
  /// The requested buffer size of a local socket. The system limits it (`net.core.wmem_max` on Linux).
  private static let wanted: Int32 = 16 << 20

  /// Enlarges the send buffer of a local socket for large data. Buffers of network sockets grow by themselves.
  package static func enlarge(for count: Int, on socket: Int32) {
    guard count >= least else { return }
    var address = sockaddr()
    var length = socklen_t(MemoryLayout<sockaddr>.size)
    guard getsockname(socket, &address, &length) == 0, Int32(address.sa_family) == AF_UNIX else { return }
    var size = wanted
    _ = setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}
