import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server that a test has for itself, to stop, kill and freeze. It is not running until it is started.
package final class OwnCluster: Sendable {
  /// How a server is told to stop.
  package enum Shutdown: String, Sendable { case smart, fast, immediate }

  /// The directory of the socket.
  package let host: String
  /// The port, of the socket and on 127.0.0.1.
  package let port: Int
  private let programs: String
  private let stopped = Mutex<[pid_t]>([])

  /// What `initdb` makes takes a second or two; a copy of it does not.
  private static let template = Result {
    let directory = try newDirectory()
    let programs = try Cluster.run("pg_config", ["--bindir"])
    _ = try Cluster.asServer(
      programs + "/initdb",
      ["-D", directory + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    return directory + "/data"
  }

  private static func newDirectory() throws -> String {
    let directory = try Cluster.run("mktemp", ["-d", "/tmp/kindred-own-XXXXXX"])
    if getuid() == 0 { _ = try Cluster.run("chown", ["postgres", directory]) }
    AtExit.run { _ = try? Cluster.run("rm", ["-rf", directory]) }
    return directory
  }

  /// Makes a server.
  ///
  /// - Parameters:
  ///   - settings: Lines of its configuration.
  ///   - access: Who may connect, in the lines of `pg_hba.conf`; by default everybody.
  ///   - files: Files in its data directory, with their paths elsewhere.
  package init(settings: [String] = [], access: [String]? = nil, files: [String: String] = [:]) throws {
    programs = try Cluster.run("pg_config", ["--bindir"])
    host = try OwnCluster.newDirectory()
    port = try FaultProxy.freePort()
    _ = try Cluster.asServer("cp", ["-a", try OwnCluster.template.get(), data])
    for (name, path) in files {
      _ = try Cluster.run("cp", [path, data + "/" + name])
      if getuid() == 0 { _ = try Cluster.run("chown", ["postgres", data + "/" + name]) }
      _ = try Cluster.run("chmod", ["600", data + "/" + name])
    }
    try write(
      "postgresql.auto.conf",
      [
        "listen_addresses = '127.0.0.1'", "port = \(port)", "unix_socket_directories = '\(host)'", "fsync = off",
        "autovacuum = off", "shared_buffers = 16MB", "max_wal_senders = 0", "wal_level = minimal",
      ] + settings)
    if let access { try write("pg_hba.conf", access) }
    AtExit.run { [self] in kill() }
  }

  private var data: String { host + "/data" }

  private func write(_ name: String, _ lines: [String]) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: data + "/" + name))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    try file.close()
  }

  /// A connection string for the database that every server has, over the socket.
  package var settings: String { "host=\(host) port=\(port) user=postgres dbname=postgres" }

  /// Starts it, and returns when it serves.
  package func start(waits: Bool = true) throws {
    let arguments = ["-D", data, "-l", host + "/log", waits ? "-w" : "-W", "-t", "30", "start"]
    _ = try Cluster.asServer(programs + "/pg_ctl", arguments)
  }

  /// Stops it, and returns when it has ended.
  package func stop(_ way: Shutdown) throws {
    _ = try Cluster.asServer(programs + "/pg_ctl", ["-D", data, "-m", way.rawValue, "-w", "-t", "30", "stop"])
  }

  /// The server's main process.
  private var main: pid_t? {
    let text = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
    return text?.split(separator: "\n").first.flatMap { pid_t($0) }
  }

  /// All processes of the server, as far as they can be found.
  private var processes: [pid_t] {
    guard let main, OwnCluster.isRunning(main) else { return [] }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
    return [main] + all.filter { OwnCluster.status(of: $0).parent == main }
  }

  /// The state and the parent of a process: the two words behind its name in parentheses.
  private static func status(of process: pid_t) -> (state: Substring, parent: pid_t?) {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let words = text.split(separator: ")").last?.split(separator: " ") ?? []
    return words.count > 1 ? (words[0], pid_t(words[1])) : ("", nil)
  }

  /// Whether a process exists that is not only waiting for its parent to take note of its end.
  private static func isRunning(_ process: pid_t) -> Bool {
    Foundation.kill(process, 0) == 0 && status(of: process).state != "Z"
  }

  /// Kills all of its processes at once, as the loss of the machine would.
  package func kill() {
    let processes = processes
    for process in processes { Foundation.kill(process, SIGKILL) }
    wait { processes.allSatisfy { !OwnCluster.isRunning($0) } }
    // Where nobody takes note of the end, the next start would think that it still runs.
    unlink(data + "/postmaster.pid")
    unlink(host + "/.s.PGSQL.\(port).lock")
    stopped.withLock { $0 = [] }
  }

  /// Stops all of its processes where they are; connections stay open and are not answered.
  package func freeze() {
    let processes = processes
    for process in processes { Foundation.kill(process, SIGSTOP) }
    stopped.withLock { $0 = processes }
  }

  /// Lets the processes go on.
  package func thaw() {
    let processes = stopped.withLock { stopped in
      defer { stopped = [] }
      return stopped
    }
    for process in processes { Foundation.kill(process, SIGCONT) }
  }
}

/// Sends a signal to a process, of the server's for example.
package func signal(_ number: Int32, to process: String) {
  if let process = pid_t(process) { kill(process, number) }
}
