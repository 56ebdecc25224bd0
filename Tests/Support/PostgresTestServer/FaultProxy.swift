import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A network that fails on demand: forwards what comes to its port on 127.0.0.1 to a server, until it is told otherwise.
package final class FaultProxy: Sendable {
  /// Which way the bytes go.
  package enum Direction: Int, Sendable, CaseIterable { case toServer, toClient }

  /// What happens when a number of bytes has passed.
  package enum Fault: Sendable {
    /// All connections are closed in good order.
    case cut
    /// All connections are closed with a reset.
    case reset
    /// Nothing passes any more, and nobody is told.
    case freeze
  }

  struct State {
    var passed = [0, 0]
    /// How many bytes may still pass in each direction.
    var left: [Int?] = [nil, nil]
    var fault = Fault.cut
    var hasFailed = false
    /// How many bytes go in one piece.
    var pieceSize = 65_536
    var microseconds: UInt32 = 0
    var isClosed = false
  }

  package let port: Int
  let state = Mutex(State())
  private let listener: Int32
  /// The path of a unix socket, or a port on 127.0.0.1.
  private let target: Target

  package enum Target: Sendable {
    case socket(String)
    case port(Int)
  }

  package init(to target: Target) throws {
    self.target = target
    listener = try FaultProxy.listen(on: 0)
    port = FaultProxy.port(of: listener)
    Thread.detachNewThread { [self] in accept() }
  }

  /// A proxy before the shared server.
  package convenience init(to cluster: Cluster) throws { try self.init(to: .socket(cluster.host + "/.s.PGSQL.5432")) }

  /// A connection string with the proxy in place of the host and the port.
  package func settings(_ direct: String) -> String {
    let kept = direct.split(separator: " ").filter { !$0.hasPrefix("host=") && !$0.hasPrefix("port=") }
    // Over TLS the exchange would not be the same twice.
    return (["host=127.0.0.1", "port=\(port)", "sslmode=disable", "gssencmode=disable"] + kept).joined(separator: " ")
  }

  // MARK: Faults

  /// How many bytes have passed.
  package func passed(_ direction: Direction) -> Int { state.withLock { $0.passed[direction.rawValue] } }

  /// Lets something happen when a number of bytes more has passed.
  package func fail(_ fault: Fault, after count: Int, _ direction: Direction) {
    state.withLock { state in
      state.fault = fault
      state.left[direction.rawValue] = count
      if count == 0 { state.hasFailed = true }
    }
  }

  /// Lets nothing pass in one direction, until it is healed.
  package func hold(_ direction: Direction) { state.withLock { $0.left[direction.rawValue] = 0 } }

  /// Forwards new connections normally, and frozen ones again as well.
  package func heal() {
    state.withLock { state in
      state.left = [nil, nil]
      state.hasFailed = false
      state.pieceSize = 65_536
      state.microseconds = 0
    }
  }

  /// Forwards in small pieces with pauses.
  package func dribble(_ bytes: Int, microseconds: UInt32 = 0) {
    state.withLock { state in
      state.pieceSize = bytes
      state.microseconds = microseconds
    }
  }

  /// Ends the proxy and its connections.
  package func close() {
    state.withLock { $0.isClosed = true }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  // MARK: Sockets

  static func listen(on port: UInt16) throws -> Int32 {
    let listener = socket(AF_INET, FaultProxy.stream, 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, Foundation.listen(listener, 64) == 0 else {
      throw Cluster.Failure(description: "no port is free")
    }
    return listener
  }

  static func port(of listener: Int32) -> Int {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// A port that nobody listens on, at the moment.
  package static func freePort() throws -> Int {
    let listener = try listen(on: 0)
    defer { _ = Foundation.close(listener) }
    return port(of: listener)
  }

  private static var stream: Int32 {
    #if canImport(Glibc)
      Int32(SOCK_STREAM.rawValue)
    #else
      SOCK_STREAM
    #endif
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func connectToTarget() -> Int32? {
    switch target {
    case .port(let port):
      let server = socket(AF_INET, FaultProxy.stream, 0)
      var address = FaultProxy.loopback(UInt16(clamping: port))
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if status == 0 { return server }
      _ = Foundation.close(server)
      return nil
    case .socket(let path):
      let server = socket(AF_UNIX, FaultProxy.stream, 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if status == 0 { return server }
      _ = Foundation.close(server)
      return nil
    }
  }

  // MARK: Threads

  private func accept() {
    while true {
      let client = Foundation.accept(listener, nil, nil)
      let (isClosed, hasFailed, fault) = state.withLock { ($0.isClosed, $0.hasFailed, $0.fault) }
      if client < 0 || isClosed {
        if client >= 0 { _ = Foundation.close(client) }
        if isClosed { break }
        continue
      }
      if case .freeze = fault {
      } else if hasFailed {
        _ = Foundation.close(client)
        continue
      }
      var yes: Int32 = 1
      setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      guard let server = connectToTarget() else {
        _ = Foundation.close(client)
        continue
      }
      Thread.detachNewThread { [self] in forward(client: client, server: server) }
    }
    _ = Foundation.close(listener)
  }

  private func forward(client: Int32, server: Int32) {
    var end = Fault.cut
    loop: while true {
      let (isClosed, hasFailed, fault, size, pause) = state.withLock {
        ($0.isClosed, $0.hasFailed, $0.fault, $0.pieceSize, $0.microseconds)
      }
      if isClosed { break }
      if hasFailed {
        if case .freeze = fault {
          usleep(2_000)
          continue
        }
        end = fault
        break
      }
      var polled = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      // Short, to notice a fault that is asked for meanwhile.
      _ = poll(&polled, 2, 5)
      for (direction, source, sink) in [(Direction.toServer, client, server), (.toClient, server, client)] {
        guard polled[direction.rawValue].revents != 0 else { continue }
        guard pass(direction, from: source, to: sink, size: size, pause: pause) else { break loop }
      }
    }
    if case .reset = end {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
    }
    _ = Foundation.close(client)
    _ = Foundation.close(server)
  }

  /// Passes a piece on; false at the end of the connection.
  private func pass(_ direction: Direction, from source: Int32, to sink: Int32, size: Int, pause: UInt32) -> Bool {
    let room = state.withLock { state in
      state.hasFailed ? 0 : min(size, state.left[direction.rawValue] ?? size)
    }
    if room == 0 { return true }
    var bytes = [UInt8](repeating: 0, count: room)
    let count = read(source, &bytes, room)
    guard count > 0 else { return false }
    // Counted before it is sent: whoever receives it may ask for the next fault at once.
    let isLast = state.withLock { state in
      state.passed[direction.rawValue] += count
      guard let left = state.left[direction.rawValue] else { return false }
      state.left[direction.rawValue] = left - count
      return left <= count
    }
    var done = 0
    while done < count {
      let sent = bytes.withUnsafeBytes {
        send(sink, $0.baseAddress.map { $0 + done }, count - done, FaultProxy.noSignal)
      }
      guard sent > 0 else { return false }
      done += sent
    }
    if isLast { state.withLock { $0.hasFailed = true } }
    if pause > 0 { usleep(pause) }
    return true
  }

  static var noSignal: Int32 {
    #if canImport(Glibc)
      Int32(MSG_NOSIGNAL)
    #else
      0
    #endif
  }
}
