/// Which database it is, in the terms that OpenTelemetry has for it.
package struct DatabaseIdentity: Sendable {
  /// `db.system.name`.
  package let system: String
  /// `db.namespace`: the name of the database, or the path of its file.
  package let namespace: String?
  /// `server.address`: a host, or the folder of a socket.
  package let address: String?
  /// `server.port`, when it is not the usual one.
  package let port: Int?

  package init(system: String, namespace: String?, address: String? = nil, port: Int? = nil) {
    self.system = system
    self.namespace = namespace
    self.address = address
    self.port = port
  }
}
