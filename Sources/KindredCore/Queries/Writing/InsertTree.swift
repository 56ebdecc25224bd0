/// The part of an insert of an object with its related rows that determines the SQL text.
struct InsertTree: Hashable, Sendable {
  /// Rows of one model that point to the new object.
  struct Branch: Hashable, Sendable {
    /// The foreign key to the new object.
    let relation: RelationSchema
    /// The fields that are bound, by index; not the key to the new object.
    let fields: [Int]
    let rows: Int

    /// The model of the rows.
    var schema: ModelSchema { relation.source }
  }

  let owner: InsertShape
  let branches: [Branch]

  /// The most rows that one statement inserts: each number of rows is a statement of its own to prepare.
  static let maximumRows = 32
}

/// Rows of one shape that point to a new object, and their values, row by row.
struct NewBranch {
  let shape: InsertTree.Branch
  let values: [DatabaseValue]

  /// Inserts the rows by themselves, once the key of the object is known.
  func insert(pointingTo key: DatabaseValue, on database: Database) async throws {
    let schema = shape.schema
    guard let pointer = schema.index(of: shape.relation.field) else { return }
    let fields = shape.fields
    let withKey = pointer == schema.keyIndex || fields.contains(schema.keyIndex)
    let omitted = schema.fields.indices.filter {
      $0 != schema.keyIndex && $0 != pointer && !fields.contains($0)
    }
    // Where each bound field stands among the values; nil for the key to the object.
    let insert = InsertShape(withKey: withKey, omitted: omitted)
    let places = insert.fields(of: schema).map { fields.firstIndex(of: $0) }
    let values = values
    let rows = InsertedObjects(ignoresConflicts: false) { row, writer in
      for place in places {
        try (place.map { values[row * fields.count + $0] } ?? key).bind(to: &writer)
      }
    }
    try await database.insert(
      rows, Array(0..<shape.rows), insert, nil, schema)
  }
}
