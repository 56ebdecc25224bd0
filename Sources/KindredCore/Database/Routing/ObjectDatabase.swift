import Synchronization

// Which objects belong to which database.
//
// In a process with several databases, objects know where they were read or inserted, unless it is the default database
// of the process: so nothing is paid for it where there is only one.

private let databaseCount = Atomic<Int>(0)
private let livingDatabases = Atomic<Int>(0)
/// The number of the default database; 0 if there is none.
private let defaultNumber = Atomic<Int>(0)
/// Whether any object was made that knows its database.
private let hasMarkedObjects = Atomic<Bool>(false)

extension Database {
  /// Counts a new database.
  ///
  /// - Returns: Its number.
  static func register() -> Int {
    livingDatabases.add(1, ordering: .relaxed)
    return databaseCount.add(1, ordering: .relaxed).newValue
  }

  static func unregister() { livingDatabases.subtract(1, ordering: .relaxed) }

  static func noteDefault(_ database: Database?) { defaultNumber.store(database?.number ?? 0, ordering: .relaxed) }

  /// Whether any object knows its database.
  @usableFromInline
  static var knowsObjects: Bool { hasMarkedObjects.load(ordering: .relaxed) }

  /// Notes that there are objects which know this database, if it is not the only one.
  func noteObjects() { if marksObjects { hasMarkedObjects.store(true, ordering: .relaxed) } }

  /// Whether the objects of this database know it.
  var marksObjects: Bool {
    livingDatabases.load(ordering: .relaxed) > 1 && number != defaultNumber.load(ordering: .relaxed)
  }

  /// Whether the database of a stored object has to be noted.
  var notesObjects: Bool { marksObjects || Database.knowsObjects }

  /// What objects of this database keep to know it; nil if they need not.
  func markOfObjects(_ mode: FetchMode) -> RowOrigin? {
    marksObjects || mode != .peers ? RowOrigin(self, mode, loadsForAll: false) : nil
  }

  /// Whether objects that were read from a database are stored in this one: it is the same, or its primary.
  func isHome(of origin: Database, _ schema: ModelSchema) -> Bool {
    origin === self || Database.home(of: origin, schema) === self
  }

  /// Where objects are stored that were read from a database.
  static func home(of origin: Database, _ schema: ModelSchema) -> Database {
    Database.router?.database(for: .write, of: schema, near: origin) ?? origin
  }

  /// Throws if an object of another database is to be referred to, or to be linked (inventory R-43).
  ///
  /// - Parameters:
  ///   - origin: The object's database; nil if it is not known.
  ///   - role: What the object is, such as `Entry.blog`.
  func check(_ origin: Database?, of schema: ModelSchema, as role: @autoclosure () -> String) throws {
    guard let origin, !isHome(of: origin, schema) else { return }
    throw KindredError(
      .otherDatabase,
      "\(role()) is a \(schema.name) of another database, where its key means another row. Find the \(schema.name) in this "
        + "database, or store it here first."
    ) {
      $0.model = schema.name
      $0.table = schema.table
    }
  }
}

extension Place {
  /// Whether the database of a stored object has to be noted.
  @usableFromInline var notesObjects: Bool { database.notesObjects }
}

extension Model {
  /// The database that the object comes from; nil if it does not know it.
  @usableFromInline var ownDatabase: Database? { Database.knowsObjects ? rowOrigin?.database : nil }

  /// Throws if one of the objects that were set as related ones belongs to another database.
  @usableFromInline
  func checkRelatedObjects(at place: Place) throws { try checkRelatedObjects(on: place.database) }

  /// Throws if one of the objects that were set as related ones belongs to another database.
  func checkRelatedObjects(on database: Database) throws {
    for relation in Self.schema.relations where relation.isEnforced {
      let origin = relation.databaseOfObject(self)
      // An object is copied together with its parent.
      if relation.isParentLink, let origin, origin === rowOrigin?.database { continue }
      try database.check(origin, of: relation.target, as: "\(relation.source.name).\(relation.name)")
    }
  }

  /// Notes the database of an object that was stored.
  @usableFromInline
  mutating func noteDatabase(at place: Place) {
    let database = place.database
    if rowOrigin.map({ !database.isHome(of: $0.database, Self.schema) }) ?? true {
      rowOrigin = database.markOfObjects(rowOrigin?.mode ?? .peers)
    }
    for relation in Self.schema.relations { self = relation.loading.note(database, in: self) }
  }
}
