import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server on 127.0.0.1 that sends what a test scripts: one piece after each message of the client.
package final class FakeServer: Sendable {
  private let listener: Int32
  private let pieces: [[UInt8]]
  private let heard = Mutex<[String]>([])
  package let port: Int

  package init(_ pieces: [[UInt8]]) throws {
    self.pieces = pieces
    listener = try FaultProxy.listen(on: 0)
    port = FaultProxy.port(of: listener)
    Thread.detachNewThread { [self] in serve() }
  }

  package var settings: String {
    "host=127.0.0.1 port=\(port) user=postgres dbname=postgres sslmode=disable gssencmode=disable"
  }

  /// What clients have said, in the order in which it was answered.
  package var said: [String] { heard.withLock { $0 } }

  package func close() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 { break }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      for piece in pieces {
        let count = read(client, &buffer, buffer.count)
        guard count > 0 else { break }
        heard.withLock { $0.append(String(decoding: buffer[..<count], as: UTF8.self)) }
        guard send(client, piece, piece.count, FaultProxy.noSignal) == piece.count else { break }
      }
      _ = Foundation.close(client)
    }
    _ = Foundation.close(listener)
  }

  /// A message of the protocol.
  package static func message(_ letter: Character, _ body: [UInt8]) -> [UInt8] {
    [letter.asciiValue ?? 0] + number(body.count + 4, bytes: 4) + body
  }

  /// A number with its highest byte first.
  package static func number(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// What lets a client in that has no password.
  package static var welcome: [UInt8] {
    message("R", number(0, bytes: 4)) + message("K", number(1, bytes: 4) + number(2, bytes: 4)) + ready
  }

  package static var ready: [UInt8] { ready("I") }

  /// The end of an answer, with the state of the session: `I` for idle, `T` in a transaction, `E` in an aborted one.
  package static func ready(_ state: Character) -> [UInt8] { message("Z", [state.asciiValue ?? 0]) }

  /// The answer to a statement without rows.
  package static func done(_ tag: String) -> [UInt8] { message("C", Array(tag.utf8) + [0]) }

  /// The answer to a statement that was parsed, bound, described and run.
  package static func ran(_ tag: String) -> [UInt8] { ended(done(tag)) }

  /// The answer to a statement that was parsed, bound and described, with the message at its end.
  package static func ended(_ end: [UInt8]) -> [UInt8] {
    message("1", []) + message("2", []) + message("n", []) + end
  }

  /// The answer to the question for a statement's types, if it has no parameters and no rows.
  package static var described: [UInt8] { message("1", []) + message("t", number(0, bytes: 2)) + message("n", []) }
}
