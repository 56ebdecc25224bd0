import Foundation

/// A PgBouncer of the tests' own before the shared server. It gives each transaction any of a few connections.
package final class Bouncer: Sendable {
  private let directory: String
  private static let port = 6432

  private static let started = Result { try Bouncer(host: try Cluster.shared.host) }

  /// The running pooler.
  package static var shared: Bouncer { get throws { try started.get() } }

  private init(host: String) throws {
    directory = try Cluster.run("mktemp", ["-d", "/tmp/kindred-bouncer-XXXXXX"])
    let lines = """
      [databases]
      * = host=\(host)
      [pgbouncer]
      listen_addr =
      listen_port = \(Bouncer.port)
      unix_socket_dir = \(directory)
      auth_type = trust
      auth_file = \(directory)/users
      logfile = \(directory)/log
      pidfile = \(directory)/pid
      pool_mode = transaction
      default_pool_size = 3
      max_client_conn = 2000
      server_idle_timeout = 2
      query_wait_timeout = 30
      """
    try lines.write(toFile: directory + "/pgbouncer.ini", atomically: false, encoding: .utf8)
    try "\"postgres\" \"\"\n".write(toFile: directory + "/users", atomically: false, encoding: .utf8)
    if getuid() == 0 { _ = try Cluster.run("chown", ["-R", "postgres", directory]) }
    let paths = ["/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"]
    let program = paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "pgbouncer"
    _ = try Cluster.asServer(program, ["-q", "-d", directory + "/pgbouncer.ini"])
    AtExit.run { [directory] in
      if let pid = Bouncer.pid(in: directory) { kill(pid, SIGKILL) }
      _ = try? Cluster.run("rm", ["-rf", directory])
    }
    guard wait(until: { (try? RawConnection(self.settings(for: "postgres"))) != nil }) else {
      let log = (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? ""
      throw Cluster.Failure(description: "pgbouncer does not serve:\n\(log)")
    }
  }

  private static func pid(in directory: String) -> pid_t? {
    let text = try? String(contentsOfFile: directory + "/pid", encoding: .utf8)
    return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// A connection string for a database of the server.
  package func settings(for database: String) -> String {
    "host=\(directory) port=\(Bouncer.port) user=postgres dbname=\(database)"
  }

  /// Connection strings for a new database: through the pooler, and straight to the server.
  package func newDatabase(from template: String = "template1") throws -> (pooled: String, direct: String) {
    let direct = try Cluster.shared.newDatabase(from: template)
    return (settings(for: Cluster.name(in: direct)), direct)
  }
}
