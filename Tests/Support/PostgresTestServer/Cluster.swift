import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, in a temporary directory and on a socket there. It is started once a run.
package final class Cluster: Sendable {
  package struct Failure: Error, CustomStringConvertible { package let description: String }

  /// The directory of the socket.
  package let host: String
  private let directory: String
  private let programs: String
  private let databases = Atomic<Int>(0)
  /// How databases are copied: without WAL it takes half as long to copy files. PostgreSQL knows no other way before 15.
  private let copying: String
  /// The databases that are to be dropped.
  private let unused = Mutex<[String]>([])

  private static let started = Result { try Cluster() }

  /// The running server.
  package static var shared: Cluster { get throws { try started.get() } }

  private init() throws {
    programs = try Cluster.run("pg_config", ["--bindir"])
    // "PostgreSQL 15.18 (…)".
    let version = try Cluster.run("pg_config", ["--version"]).split(separator: " ").dropFirst().first ?? ""
    copying = String(version).compare("15", options: .numeric) == .orderedAscending ? "" : " STRATEGY file_copy"
    directory = try Cluster.run("mktemp", ["-d", "/tmp/kindred-pg-XXXXXX"])
    host = directory
    if getuid() == 0 { _ = try Cluster.run("chown", ["postgres", directory]) }
    let data = directory + "/data"
    try asServer(
      "initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    // Without statistics gathered meanwhile, a query has the same plan, and rows the same order, in every run.
    let options =
      "-c listen_addresses='' -c unix_socket_directories='\(directory)' -c fsync=off -c autovacuum=off"
      + " -c max_connections=500 -c wal_level=minimal -c max_wal_senders=0 -c full_page_writes=off"
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
  static func asServer(_ program: String, _ arguments: [String]) throws -> String {
    if getuid() != 0 { return try run(program, arguments) }
    return try run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program] + arguments)
  }

  /// Runs a program and gives the last line of its output.
  ///
  /// Foundation's `Process` waits until nobody holds what it shares with its child any more; a server goes on holding it.
  @discardableResult
  package static func run(_ program: String, _ arguments: [String]) throws -> String {
    let output = "/tmp/kindred-pg-\(UUID().uuidString)"
    defer { unlink(output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // A server that held what another test shares with a child would keep that test waiting for the child's end.
    for descriptor in 3..<min(4096, getdtablesize()) { posix_spawn_file_actions_addclose(&actions, descriptor) }
    let texts = ([program] + arguments).map { strdup($0) }
    defer { for text in texts { free(text) } }
    var process: pid_t = 0
    var status: Int32 = -1
    guard posix_spawnp(&process, program, &actions, nil, texts + [nil], environ) == 0 else {
      throw Failure(description: "\(program) cannot be started")
    }
    while waitpid(process, &status, 0) == -1 && errno == EINTR {}
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    guard status == 0 else {
      throw Failure(description: "\(program) \(arguments.joined(separator: " ")) failed:\n\(text)")
    }
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// A connection string for a new database: an empty one, or a copy of another that nobody is connected to.
  package func newDatabase(from template: String = "template1") throws -> String {
    let name = "test_\(databases.wrappingAdd(1, ordering: .relaxed).newValue)"
    try administer("CREATE DATABASE \(name) TEMPLATE \(template)" + copying)
    return settings(for: name)
  }

  /// A connection string for a database of the server.
  package func settings(for database: String) -> String { "host=\(host) user=postgres dbname=\(database)" }

  /// The name of the database in a connection string.
  package static func name(in settings: String) -> String {
    settings.split(separator: "=").last.map(String.init) ?? ""
  }

  /// Drops a database that is not used any more, some time later: the server waits for the end of its sessions.
  package func drop(_ name: String) throws {
    let oldest = unused.withLock { unused in
      unused.append(name)
      return unused.count > 20 ? unused.removeFirst() : nil
    }
    if let oldest { try administer("DROP DATABASE \(oldest) WITH (FORCE)") }
  }

  private func administer(_ sql: String) throws {
    try RawConnection(settings(for: "postgres")).run(sql)
  }
}
