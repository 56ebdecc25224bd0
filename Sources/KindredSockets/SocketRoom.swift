#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room in the system for a large statement.
///
/// Each time the system takes a piece of what is to be sent, a library may move all the rest to the beginning of its buffer.
/// A local socket takes 200 KB at a time, so that 400 MB would be moved two thousand times.
package enum SocketRoom {
  /// Statements with fewer bytes of parameters are sent as they are.
  private static let least = 1 << 20
  /// How many bytes a local socket is to take at once. The system gives no more than it allows
  /// (`net.core.wmem_max` on Linux).
  private static let wanted: Int32 = 16 << 20

  /// Has a local socket take more at once, where there is much to send. Network sockets grow by themselves.
  package static func make(for count: Int, on socket: Int32) {
    guard count >= least else { return }
    var address = sockaddr()
    var length = socklen_t(MemoryLayout<sockaddr>.size)
    guard getsockname(socket, &address, &length) == 0, Int32(address.sa_family) == AF_UNIX else { return }
    var size = wanted
    _ = setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}
