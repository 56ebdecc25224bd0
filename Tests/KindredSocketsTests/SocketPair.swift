#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two local sockets that are connected with each other.
final class SocketPair: Sendable {
  let near: Int32
  let far: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    #if os(Linux)
      _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
    #else
      _ = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
    #endif
    (near, far) = (ends[0], ends[1])
  }

  deinit {
    _ = close(near)
    _ = close(far)
  }

  /// Sends a byte from the far end.
  func send() {
    var byte: UInt8 = 1
    _ = write(far, &byte, 1)
  }

  /// Takes a byte at the near end, if there is one.
  func receive() -> Bool {
    var byte: UInt8 = 0
    return recv(near, &byte, 1, Int32(MSG_DONTWAIT)) == 1
  }
}
