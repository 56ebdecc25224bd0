extension QueryCompiler {
  /// The columns of the related objects that are read in the same statement.
  mutating func joinedColumns(of query: Query, in scope: JoinScope) -> [SQLExpression] {
    var columns: [SQLExpression] = []
    for path in query.extras?.joinedObjects ?? [] {
      let (table, isOptional) = scope.table(for: path.hops[...]) { alias(for: $0) }
      // The table's own columns, also for the key that a foreign key holds: a row may be missing for it.
      columns += query.rowFields(at: path, of: path.end(from: query.schema)).map { field in
        .column(SQLColumn(table: table, name: field.column, isNullable: field.isNullable || isOptional))
      }
    }
    return columns
  }
}

extension RelationPath {
  /// The model at the end.
  func end(from schema: ModelSchema) -> ModelSchema {
    hops.last.map { $0.isBackward ? $0.relation.source : $0.relation.target } ?? schema
  }
}

/// Reads related objects from the columns behind those of a row's own object, and keeps each of them for all rows that
/// are related to it. An object that many rows point to is read once.
struct JoinedReader {
  private final class Place {
    let hop: RelationPath.Hop
    /// The index of the relation among those of the model before the hop.
    let index: Int
    /// The first column of the object, and the columns of its key and of the key that leads to it.
    let start: Int32
    let keyColumn: Int32
    let ownKey: FieldSchema
    let ownKeyColumn: Int32
    let links: PeerLinks
    let ownLinks: PeerLinks
    var children: [Place] = []
    private let hasIntegerKey: Bool
    /// The keys whose objects were read.
    private var seen = KeyNumbers()

    init(
      _ hop: RelationPath.Hop, index: Int, start: Int32, keyColumn: Int32, ownKey: FieldSchema, ownKeyColumn: Int32,
      links: PeerLinks, ownLinks: PeerLinks
    ) {
      self.hop = hop
      self.index = index
      self.start = start
      self.keyColumn = keyColumn
      self.ownKey = ownKey
      self.ownKeyColumn = ownKeyColumn
      if case .integer = ownKey.type.kind { hasIntegerKey = true } else { hasIntegerKey = false }
      self.links = links
      self.ownLinks = ownLinks
    }

    func read(_ row: borrowing DatabaseRow) throws {
      guard let key = try newKey(in: row) else { return }
      let isMissing = row.isNull(keyColumn)
      let relation = hop.relation
      let own = row.moved(to: start, links)
      if hop.isBackward {
        if let origin = ownLinks.origin {
          try relation.loading.readSource(own, into: origin, of: key, isMissing: isMissing)
        }
      } else if !isMissing {
        try relation.loading.readTarget(own, into: ownLinks, at: index, key: key)
      }
      if isMissing { return }
      for child in children { try child.read(row) }
    }

    /// The key that leads to the object; nil if there is none, or the object was read.
    private func newKey(in row: borrowing DatabaseRow) throws -> DatabaseValue? {
      let count = seen.count
      if hasIntegerKey {
        guard let key = try row.optionalInteger(ownKeyColumn) else { return nil }
        return seen.number(of: key) == count ? .integer(key) : nil
      }
      let key = try RawKey.read(row, ownKeyColumn, ownKey.type)
      return !key.isNull && seen.number(of: key) == count ? key : nil
    }
  }

  private let roots: [Place]

  /// - Parameters:
  ///   - selected: The number of columns between those of the object and those of the first related one.
  init?(_ query: Query, _ links: PeerLinks?, selected: Int) {
    guard let links, let paths = query.extras?.joinedObjects, !paths.isEmpty else { return nil }
    var start = query.rowFields.count + selected
    var places: [RelationPath: Place] = [:]
    var roots: [Place] = []
    for path in paths {
      guard let hop = path.hops.last else { continue }
      let before = path.parent
      let schema = before.end(from: query.schema)
      let parent = places[before]
      let target = path.end(from: query.schema)
      // A reference leads to an object by the field that it holds; the object itself is known by its primary key.
      let ownKey = hop.isBackward ? schema.key : hop.relation.targetField
      let column = hop.isBackward ? schema.keyIndex : schema.index(of: hop.relation.field) ?? 0
      let hasSets = paths.contains { $0.parent == path && $0.hops.last?.isBackward == true }
      let place = Place(
        hop, index: schema.relations.firstIndex { $0 === hop.relation } ?? 0, start: Int32(start),
        keyColumn: Int32(start + target.keyIndex), ownKey: ownKey,
        ownKeyColumn: (parent?.start ?? 0) + Int32(column),
        links: query.links(ofJoined: target, at: path, by: links, hasSets: hasSets), ownLinks: parent?.links ?? links)
      places[path] = place
      if let parent { parent.children.append(place) } else { roots.append(place) }
      start += query.rowFields(at: path, of: target).count
    }
    self.roots = roots
  }

  func read(_ row: borrowing DatabaseRow) throws {
    for place in roots { try place.read(row) }
  }
}

extension Query {
  /// The reader of the related objects in each row; nil if there are none.
  func joinedReader(_ links: PeerLinks?, selected: Int) -> JoinedReader? {
    JoinedReader(self, links, selected: selected)
  }

  fileprivate func links(
    ofJoined schema: ModelSchema, at path: RelationPath, by links: PeerLinks, hasSets: Bool
  ) -> PeerLinks {
    let mode = fetchMode(of: schema)
    let needsOrigin = hasSets || schema.hasOneToOneReferrers || schema.hasDeferred || mode != .peers
    return PeerLinks(
      count: schema.relations.count, database: links.database, mode: mode, parent: nil, expected: 0, demand: nil,
      origin: links.database.flatMap { needsOrigin ? RowOrigin($0, mode) : $0.markOfObjects(mode) },
      layout: layout(at: path, of: schema))
  }
}

extension DatabaseRow {
  /// The row from the point of view of another object in it.
  func moved(to column: Int32, _ links: PeerLinks) -> DatabaseRow {
    DatabaseRow(handle: handle, functions: functions, base: column, links: links)
  }
}
