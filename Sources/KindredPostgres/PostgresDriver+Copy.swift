import KindredCore

extension PostgresDriver {
  /// Opens a copy that the server makes of the database, with all of its rows. It is dropped afterwards.
  func withCopy<Result: Sendable>(_ body: (any DatabaseDriver) async throws -> Result) async throws -> Result {
    guard let name = identity.namespace else {
      throw KindredError(.cannotOpen, "A copy is made of a database by its name, and the connection string has none.")
    }
    let copying = DatabaseCopying(configuration: configuration, name: name)
    // The server does not copy a database that somebody is connected to. The pool opens others when they are needed; those
    // that it is opening right now are waited for.
    for _ in 0..<100 {
      for resource in pool.resources { pool.discard(resource) }
      if pool.resources.isEmpty && !pool.isOpening { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    let copy = try await copying.make()
    do {
      let driver = try await PostgresDriver(
        configuration: configuration.naming(database: copy), options: Database.Options())
      do {
        let result = try await body(driver)
        await driver.close(within: nil)
        await copying.drop(copy)
        return result
      } catch {
        await driver.close(within: nil)
        throw error
      }
    } catch {
      await copying.drop(copy)
      throw error
    }
  }
}

/// Makes a copy of a database, from a connection to another one of the same server.
private struct DatabaseCopying: Sendable {
  let configuration: PostgresConfiguration
  let name: String

  /// - Returns: The copy's name.
  func make() async throws -> String {
    // A name has 63 bytes at most.
    let copy = String(name.prefix(8)) + "_rehearsal_" + String(UInt32.random(in: .min ... .max), radix: 16)
    do {
      try await administering { database in
        try await database.execute("CREATE DATABASE \(identifier: copy) TEMPLATE \(identifier: name)")
      }
    } catch let error as KindredError {
      throw explained(error)
    }
    return copy
  }

  /// A task that is cancelled has to drop it as well.
  func drop(_ copy: String) async {
    let copying = self
    _ = await Task.detached {
      try? await copying.administering { database in
        try await database.execute("DROP DATABASE IF EXISTS \(identifier: copy)")
      }
    }.value
  }

  private func administering(_ body: (Database) async throws -> Void) async throws {
    let other = name == "postgres" ? "template1" : "postgres"
    try await Database(postgres: configuration.naming(database: other)).closing(after: body)
  }

  private func explained(_ error: KindredError) -> KindredError {
    let instead =
      "Or make a copy yourself (pg_dump \(name) | psql \(name)_copy), and rehearse on that one as the database."
    let text: String
    switch error.sqlState {
    case "55006":
      text =
        "The server copies a database only while nobody else is connected to \"\(name)\", and others are: end their "
        + "sessions, those of a pooler included. "
    case "42501":
      text =
        "The user may not copy the database \"\(name)\": it needs the right to create databases (CREATEDB), and has to "
        + "own this one. "
    default: text = "The server did not copy the database \"\(name)\": \(error.message) "
    }
    return KindredError(.cannotOpen, text + instead) { details in
      details.sqlState = error.sqlState
      details.underlying = error
    }
  }
}
