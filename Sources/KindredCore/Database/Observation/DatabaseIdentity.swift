/// The database's identity, as OpenTelemetry attributes.
package struct DatabaseIdentity: Sendable {
  /// `db.system.name`.
  package let system: String
  /// `db.namespace`: the name of the database, or the path of its file.
  package let namespace: String?
  /// `server.address`: a host, or the directory of a socket.
  package let address: String?
  /// `server.port`, if it is not the default.
  package let port: Int?

  package init(system: String, namespace: String?, address: String? = nil, port: Int? = nil) {
    self.system = system
    self.namespace = namespace
    self.address = address
    self.port = port
  }
}
