import Kindred
import Synchronization

@testable import KindredCore

/// The schemas and tables of a random graph of models, which no Swift types exist for.
struct DeletionTables {
  /// Schemas that refer to each other.
  private final class Box: Sendable {
    let schemas = Mutex<[ModelSchema]>([])
  }

  let world: DeletionWorld
  let schemas: [ModelSchema]
  let graph: DeletionGraph
  private let box: Box

  init(_ world: DeletionWorld, prefix: String) {
    self.world = world
    let shared = Box()
    box = shared
    var made: [ModelSchema] = []
    for model in world.rows.indices {
      var fields: [FieldSchema] = [
        .field("id", Int.self, options: FieldOptions(isPrimaryKey: true)),
        .field("code", Int?.self, options: FieldOptions(isUnique: true)),
      ]
      for edge in world.edges where edge.source == model { fields.append(Self.field(edge, shared)) }
      let name = "\(prefix)\(model)"
      made.append(ModelSchema(Folder.self, name: name, table: name, fields: fields, isHistorical: true))
    }
    let all = made
    schemas = all
    shared.schemas.withLock { $0 = all }
    graph = DeletionGraph { target in all.flatMap(\.relations).filter { $0.target === target } }
  }

  /// Frees the schemas.
  func dissolve() { box.schemas.withLock { $0 = [] } }

  private static func field(_ edge: DeletionEdge, _ box: Box) -> FieldSchema {
    let value = DeletionWorld.value(of: edge)
    let rule: OnDelete =
      switch edge.rule {
      case .cascade: .cascade
      case .protect: .protect
      case .restrict: .restrict
      case .setNull: .setNull
      case .setDefault: .setDefault(value)
      case .set: .set(value)
      case .doNothing: .doNothing
      case .databaseCascade: .databaseCascade
      case .databaseSetNull: .databaseSetNull
      }
    let (source, target) = (edge.source, edge.target)
    let relation = RelationSchema(
      Folder.Relations.parent.self, name: edge.name, column: edge.name,
      from: { box.schemas.withLock { $0[source] } }, to: { box.schemas.withLock { $0[target] } },
      targetField: edge.refersByCode ? "code" : nil, onDelete: rule, accessor: nil, queryName: nil,
      isEnforced: edge.isEnforced, options: FieldOptions(isUnique: edge.isUnique))
    return FieldSchema(
      name: edge.name, column: edge.name, type: Int.columnType, isNullable: true, options: relation.options,
      choices: nil, relation: relation, codec: FieldCodec(Int?.self))
  }

  // MARK: Rows

  /// Creates the tables and inserts the rows, in one transaction: keys may refer to rows that come later.
  func create(on database: Database) async throws {
    let texts = try Database.creation(of: schemas, dialect: database.dialect, ifNotExists: false)
    try await database.transaction {
      for text in texts + insertions { try await database.execute(RawSQL(unchecked: text)) }
    }
  }

  private var insertions: [String] {
    zip(schemas, world.rows).compactMap { schema, rows in
      if rows.isEmpty { return nil }
      let values = rows.map { row in
        "(" + ([row.id, row.code] + row.keys).map { $0.map(String.init) ?? "NULL" }.joined(separator: ", ") + ")"
      }
      return "INSERT INTO \(schema.table) VALUES \(values.joined(separator: ", "))"
    }
  }

  /// All rows, as the database has them.
  func rows(on database: Database) async throws -> [[DeletionRow]] {
    var all: [[DeletionRow]] = []
    for schema in schemas {
      var rows: [DeletionRow] = []
      var query = Query(schema: schema)
      query.ordering = [QueryOrdering(.expression(.field(.root, schema.key)))]
      let key = PlanKey(kind: .expressions, query: query, columns: schema.fields.map { .field(.root, $0) })
      try await database.run(key) { row in
        var read = DeletionRow(id: try Int(row: row, column: 0), code: try Int?(row: row, column: 1), keys: [])
        for column in 2..<Int32(schema.fields.count) { read.keys.append(try Int?(row: row, column: column)) }
        rows.append(read)
      }
      all.append(rows)
    }
    return all
  }

  /// The rows of a model with some keys.
  func query(_ ids: [Int], of model: Int) -> Query {
    let schema = schemas[model]
    return .rows(of: schema, where: schema.key, isAmong: ids.map { .integer(Int64($0)) })
  }
}
