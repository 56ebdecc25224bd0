import Foundation
import PostgresTestServer

/// An authority, the certificate that it gave to "localhost", and an authority that has nothing to do with it.
struct Certificates {
  let folder: String

  init() throws {
    folder = try Cluster.run("mktemp", ["-d", "/tmp/kindred-tls-XXXXXX"])
    for name in ["authority", "other"] {
      try openssl(["req", "-x509", "-days", "30", "-subj", "/CN=Kindred \(name)"] + key(name) + ["-out", path(name)])
    }
    try openssl(["req", "-subj", "/CN=localhost"] + key("server") + ["-out", folder + "/request"])
    try "subjectAltName=DNS:localhost\n".write(toFile: folder + "/names", atomically: false, encoding: .utf8)
    try openssl([
      "x509", "-req", "-in", folder + "/request", "-CA", path("authority"), "-CAkey", folder + "/authority.key",
      "-set_serial", "1", "-days", "30", "-extfile", folder + "/names", "-out", path("server"),
    ])
  }

  func path(_ name: String) -> String { "\(folder)/\(name).crt" }

  private func key(_ name: String) -> [String] {
    ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", "\(folder)/\(name).key"]
  }

  private func openssl(_ arguments: [String]) throws { try Cluster.run("openssl", arguments) }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
