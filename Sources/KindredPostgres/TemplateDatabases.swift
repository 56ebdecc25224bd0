public import KindredCore

/// Makes PostgreSQL databases as copies of one that is prepared once.
///
/// Copying a database takes the server some tens of milliseconds, however many tables and rows it has.
public actor TemplateDatabases: DatabaseSource {
  private let configuration: PostgresConfiguration
  private let models: [any Model.Type]
  private let name: String
  private let options: Database.Options
  private let prepare: @Sendable () async throws -> Void
  private var template: Task<Void, any Error>?
  private var count = 0
  /// The names of the open databases.
  private var names: [ObjectIdentifier: String] = [:]

  init(
    _ configuration: PostgresConfiguration, _ models: [any Model.Type], name: String, options: Database.Options,
    _ prepare: @escaping @Sendable () async throws -> Void
  ) {
    self.configuration = configuration
    self.models = models
    self.name = name
    self.options = options
    self.prepare = prepare
  }

  /// Opens a copy.
  public func open() async throws -> Database {
    try await prepared().value
    count += 1
    let copy = "\(name)_\(count)"
    try await create(copy, from: name)
    let database = try await Database(postgres: configuration.naming(database: copy), options: options)
    names[ObjectIdentifier(database)] = copy
    return database
  }

  /// Closes a copy and drops it.
  public func discard(_ database: Database) async {
    let copy = names.removeValue(forKey: ObjectIdentifier(database))
    await database.close()
    // A copy that cannot be dropped now is dropped when its name is next used.
    if let copy { try? await administering { _ = try await $0.execute("DROP DATABASE IF EXISTS \(identifier: copy)") } }
  }

  /// The preparation of the template, which is made when the first copy is opened.
  private func prepared() -> Task<Void, any Error> {
    if let template { return template }
    let task = Task {
      try await create(name, from: nil)
      let database = try await Database(postgres: configuration.naming(database: name))
      do {
        try await database.use {
          try await database.createTables(for: models)
          try await prepare()
        }
      } catch {
        await database.close()
        throw error
      }
      // The server does not copy a database that somebody is connected to.
      await database.close()
    }
    template = task
    return task
  }

  /// Creates a database; one of that name that is left from before is dropped.
  private func create(_ name: String, from template: String?) async throws {
    try await administering { database in
      try await database.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
      if let template {
        try await database.execute("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")
      } else {
        try await database.execute("CREATE DATABASE \(identifier: name)")
      }
    }
  }

  private func administering(_ body: (Database) async throws -> Void) async throws {
    try await Database(postgres: configuration).closing(after: body)
  }
}

extension DatabaseSource where Self == TemplateDatabases {
  /// Makes PostgreSQL databases on a server, as copies of one that is prepared once.
  ///
  /// ```swift
  /// enum TestDatabases {
  ///   static let server: TemplateDatabases = .postgres(
  ///     "postgresql://tester@localhost/postgres", creating: BlogModels.all)
  /// }
  /// ```
  ///
  /// Declare it once, and use it for all suites: each one prepares a template. The user needs the right to create databases;
  /// the server is PostgreSQL 13 or later.
  ///
  /// - Parameters:
  ///   - configuration: A database of the server, to connect to while others are created. It is not changed.
  ///   - models: The models whose tables are created, such as `BlogModels.all`.
  ///   - name: The name of the template. Copies have it with a number appended. Databases with these names are dropped.
  ///   - options: The options of the copies.
  ///   - prepare: Called once, to insert the rows that each copy begins with.
  public static func postgres(
    _ configuration: PostgresConfiguration, creating models: [any Model.Type], name: String = "kindred_test",
    options: Database.Options = Database.Options(), prepare: @escaping @Sendable () async throws -> Void = {}
  ) -> TemplateDatabases {
    TemplateDatabases(configuration, models, name: name, options: options, prepare)
  }
}

extension PostgresConfiguration {
  /// The same server with another database.
  func naming(database name: String) -> PostgresConfiguration {
    var configuration = self
    // libpq takes the last of several settings of the same name.
    if connectionString.hasPrefix("postgresql://") || connectionString.hasPrefix("postgres://") {
      configuration.connectionString += (connectionString.contains("?") ? "&" : "?") + "dbname=\(Self.escaped(name))"
    } else {
      configuration.connectionString += " dbname=\(Self.quoted(name))"
    }
    return configuration
  }

  /// The text as a value in a URL.
  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || character == "_" { return String(character) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
