import Foundation
import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

/// Logging in over TCP with passwords and encryption.
@Suite("Passwords and encryption", .timeLimit(.minutes(2)))
struct EncryptionTests {
  private static let password = "p'a\\ss wörd"

  /// A server that wants passwords from everybody but the tests, encrypted from `app`.
  private func withSecureServer(_ body: (OwnCluster, Certificates) async throws -> Void) async throws {
    let (cluster, certificates) = try await blocking {
      let certificates = try Certificates()
      let cluster = try OwnCluster(
        settings: ["ssl = on", "password_encryption = 'scram-sha-256'"],
        access: [
          "local all postgres trust", "hostssl all app 127.0.0.1/32 scram-sha-256",
          "host all plain,reader 127.0.0.1/32 scram-sha-256",
        ],
        files: ["server.crt": certificates.path("server"), "server.key": certificates.folder + "/server.key"])
      try cluster.start()
      let text = EncryptionTests.password.replacingOccurrences(of: "'", with: "''")
      let raw = try RawConnection(cluster.settings)
      for role in ["app", "plain", "reader"] { try raw.run("CREATE ROLE \(role) LOGIN PASSWORD '\(text)'") }
      try raw.run("ALTER ROLE reader SET default_transaction_read_only = on")
      return (cluster, certificates)
    }
    defer {
      cluster.kill()
      certificates.remove()
    }
    try await body(cluster, certificates)
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "\\'") + "'"
  }

  /// What opening a database and a first transaction say; nil when all went well.
  private func open(_ settings: String) async throws -> String? {
    let error = try await failure {
      let database = try await Database(postgres: PostgresConfiguration(settings, connectTimeout: .seconds(5)))
      try await database.transaction {}
      await database.close()
    }
    guard let error else { return nil }
    #expect(error.code == .cannotOpen)
    #expect(!error.description.contains("p'a"))
    return error.message
  }

  @Test("Passwords")
  func passwords() async throws {
    try await withSecureServer { cluster, certificates async throws in
      func expect(_ sentence: String?, _ user: String, _ more: String) async throws {
        let common = "host=127.0.0.1 port=\(cluster.port) dbname=postgres passfile=/nonexistent user=\(user) "
        let message = try await open(common + more)
        if let sentence {
          #expect(message?.hasSuffix(sentence) == true, "\(user) \(more): \(message ?? "no error")")
        } else {
          #expect(message == nil, "\(user) \(more)")
        }
      }
      let right = "password=" + quoted(EncryptionTests.password)
      try await expect(nil, "plain", right + " sslmode=disable")
      try await expect(nil, "app", right + " sslmode=require")
      try await expect(nil, "app", right + " sslmode=require channel_binding=require")
      try await expect(" Check the user and the password.", "plain", "password=wrong sslmode=disable")
      try await expect(" Check the user and the password.", "app", "password=wrong sslmode=require")
      try await expect(" The server asks for a password and none was given.", "plain", "sslmode=disable")
      try await expect(
        " The server's pg_hba.conf does not let this user in from here.", "app", right + " sslmode=disable")
      try await expect(
        " The server's pg_hba.conf does not let this user in from here.", "stranger", right + " sslmode=disable")
      try await expect(
        " Channel binding needs encryption and a password that is stored as scram-sha-256.", "plain",
        right + " sslmode=disable channel_binding=require")
      try await expect(nil, "plain", right + " target_session_attrs=read-write")
      try await expect(
        " The server only reads, and target_session_attrs asks for one that writes.", "reader",
        right + " target_session_attrs=read-write")
      // The parts of a configuration are quoted as they have to be.
      var parts = PostgresConfiguration(
        host: "127.0.0.1", port: cluster.port, user: "plain", password: EncryptionTests.password, database: "postgres")
      parts.connectTimeout = .seconds(5)
      await (try Database(postgres: parts)).close()
      // A file has the password.
      let file = certificates.folder + "/passwords"
      let line =
        "127.0.0.1:\(cluster.port):*:plain:"
        + EncryptionTests.password.replacingOccurrences(of: "\\", with: "\\\\") + "\n"
      try line.write(toFile: file, atomically: false, encoding: .utf8)
      chmod(file, 0o600)
      #expect(
        try await open("host=127.0.0.1 port=\(cluster.port) dbname=postgres user=plain passfile=\(file)") == nil)
      // The first of two servers is dead.
      let dead = try FaultProxy.freePort()
      #expect(
        try await open(
          "host=127.0.0.1,127.0.0.1 port=\(dead),\(cluster.port) dbname=postgres user=plain " + right) == nil)
    }
  }

  @Test("Who the server is")
  func identity() async throws {
    try await withSecureServer { cluster, certificates async throws in
      let common =
        "port=\(cluster.port) hostaddr=127.0.0.1 dbname=postgres user=app password="
        + quoted(EncryptionTests.password) + " sslmode=verify-full "
      func message(_ host: String, _ authority: String) async throws -> String? {
        try await open(common + "host=\(host) sslrootcert=\(authority)")
      }
      #expect(try await message("localhost", certificates.path("authority")) == nil)
      let other = try await message("localhost", certificates.path("other"))
      #expect(
        other?.hasSuffix(" The server's certificate is not from the authority that sslrootcert names.") == true,
        "\(other ?? "no error")")
      let host = try await message("db.example.org", certificates.path("authority"))
      #expect(
        host?.hasSuffix(" The server's certificate is for another host; check the host's name.") == true,
        "\(host ?? "no error")")
      let missing = try await message("localhost", "/nonexistent/ca.crt")
      #expect(
        missing?.hasSuffix(" Name the authority's certificate with sslrootcert, or choose another sslmode.") == true,
        "\(missing ?? "no error")")
    }
  }

  @Test("A server without encryption")
  func none() async throws {
    let proxy = try FaultProxy(to: Cluster.shared)
    defer { proxy.close() }
    let common = "host=127.0.0.1 port=\(proxy.port) user=postgres dbname=postgres "
    for mode in ["require", "verify-ca", "verify-full"] {
      let authority = mode == "require" ? "" : " sslrootcert=/etc/hostname"
      let message = try await open(common + "sslmode=\(mode)" + authority)
      #expect(
        message?.hasSuffix(" The server has no encryption; switch it on there, or choose another sslmode.") == true,
        "\(mode): \(message ?? "no error")")
    }
    #expect(try await open(common + "sslmode=prefer") == nil)
  }

  @Test("A server elsewhere is asked whether it is still there")
  func liveness() async throws {
    func values(_ text: String) throws -> [String?] {
      let values = try ConnectionSettings(PostgresConfiguration(text)).values
      return ["keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"].map { values[$0] }
    }
    #expect(try values("host=db.example.org") == ["30", "10", "3", "30000"])
    #expect(try values("host=db.example.org keepalives_idle=5 tcp_user_timeout=0") == ["5", "10", "3", "0"])
    #expect(try values("host=localhost") == [nil, nil, nil, nil])
    #expect(try values("host=/run") == [nil, nil, nil, nil])
    // Settings that the library does not know would be refused before the name is looked up.
    let message = try await open("host=nowhere.invalid user=postgres sslmode=disable")
    #expect(message?.hasSuffix(" Check the host's name.") == true, "\(message ?? "no error")")
  }
}
