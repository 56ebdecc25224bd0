import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, in a temporary directory and on a socket there. It is started once a run.
final class Cluster: Sendable {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// The directory of the socket.
  let host: String
  private let directory: String
  private let programs: String
  private let databases = Atomic<Int>(0)

  private static let started = Result { try Cluster() }

  /// The running server.
  static var shared: Cluster { get throws { try started.get() } }

  private init() throws {
    programs = try Cluster.run("pg_config", ["--bindir"])
    directory = try Cluster.run("mktemp", ["-d", "/tmp/kindred-pg-XXXXXX"])
    host = directory
    if getuid() == 0 { _ = try Cluster.run("chown", ["postgres", directory]) }
    let data = directory + "/data"
    try asServer(
      "initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    let options = "-c listen_addresses='' -c unix_socket_directories='\(directory)' -c fsync=off -c max_connections=60"
    try asServer("pg_ctl", ["-D", data, "-l", directory + "/log", "-o", options, "-w", "-t", "30", "start"])
    Cluster.stopping.withLock { $0 = { [programs, directory] in Cluster.stop(programs, directory) } }
    atexit { Cluster.stopping.withLock { $0.take() }?() }
  }

  private static let stopping = Mutex<(@Sendable () -> Void)?>(nil)

  private static func stop(_ programs: String, _ directory: String) {
    _ = try? asServer(programs + "/pg_ctl", ["-D", directory + "/data", "-m", "immediate", "stop"])
    _ = try? run("rm", ["-rf", directory])
  }

  private func asServer(_ program: String, _ arguments: [String]) throws {
    _ = try Cluster.asServer(programs + "/" + program, arguments)
  }

  /// The server refuses to run as root.
  private static func asServer(_ program: String, _ arguments: [String]) throws -> String {
    if getuid() != 0 { return try run(program, arguments) }
    return try run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program] + arguments)
  }

  /// Runs a program and gives the last line of its output.
  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    FileManager.default.createFile(atPath: output.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: output) }
    let file = try FileHandle(forWritingTo: output)
    process.standardOutput = file
    process.standardError = file
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(program) \(arguments.joined(separator: " ")) failed:\n\(text)")
    }
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// A connection string for a new and empty database.
  func newDatabase() throws -> String {
    let name = "test_\(databases.wrappingAdd(1, ordering: .relaxed).newValue)"
    let connection = try RawConnection("host=\(host) user=postgres dbname=postgres")
    try connection.run("CREATE DATABASE \(name)")
    return "host=\(host) user=postgres dbname=\(name)"
  }
}
