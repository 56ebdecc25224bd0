/// What an upsert has done with one object.
public struct Upserted<Model: KindredCore.Model>: Sendable {
  /// What an upsert does with an object.
  public enum Outcome: Sendable, Hashable {
    /// A row was inserted.
    case inserted
    /// The existing row was updated.
    case updated
    /// There is a row, and the condition left it alone.
    case unchanged
  }

  /// The object as the database has it now. If the row was left alone, it is the object that was given: the existing row
  /// is not read.
  public let object: Model
  /// What was done.
  public let outcome: Outcome
}

/// Which rows an upsert takes for the same.
///
/// ```swift
/// .columns { $0.code }              // a unique column
/// .columns { ($0.name, $0.level) }  // columns that are unique together
/// .constraint("code_and_title")     // a unique constraint or a unique index, by name
/// .key                              // the primary key
/// ```
public struct ConflictTarget<Model: KindredCore.Model>: Sendable {
  /// The fields, by index, or why there are none.
  let fields: Result<[Int], KindredError>

  /// The primary key.
  public static var key: ConflictTarget<Model> { ConflictTarget(fields: .success([Model.schema.keyIndex])) }

  /// A unique column, or all the columns of a unique constraint.
  public static func columns<each Unique: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Unique)
  ) -> ConflictTarget<Model> {
    let columns = BareColumn.list(repeat each columns(Model.Columns(path: .root)))
    do throws(KindredError) {
      if columns.isEmpty { throw .noTerms("onConflictOf", Model.schema) }
      return ConflictTarget(fields: .success(try InsertConflict.indices(of: columns, Model.self)))
    } catch {
      return ConflictTarget(fields: .failure(error))
    }
  }

  /// The columns of a unique constraint or a unique index that the model declares with this name.
  public static func constraint(_ name: String) -> ConflictTarget<Model> {
    let schema = Model.schema
    var known: [(name: String, fields: [String])] = []
    for constraint in schema.constraints {
      if case .unique(let fields) = constraint.kind { known.append((constraint.name, fields)) }
    }
    for index in schema.indexes where index.isUnique && index.condition == nil {
      if let name = index.name, let fields = index.fields { known.append((name, fields)) }
    }
    if let found = known.first(where: { $0.name == name }) {
      return ConflictTarget(
        fields: .success(found.fields.compactMap { name in schema.field(named: name).flatMap(schema.index) }))
    }
    let names = known.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let advice =
      known.isEmpty
      ? "Give a constraint a name, or name the columns." : "Its unique constraints with a name are \(names)."
    return ConflictTarget(
      fields: .failure(
        KindredError(
          .invalidQuery, "\(schema.name) declares no unique constraint on whole columns with that name. \(advice)"
        ) {
          $0.model = schema.name
          $0.table = schema.table
        }))
  }
}

/// The part of an upsert that determines its SQL text, apart from its expressions.
struct UpsertShape: Hashable {
  let withKey: Bool
  let omitted: [Int]
  /// The fields that say which rows are the same, by index.
  let target: [Int]
  /// The fields of an existing row that get the values of the new one, by index.
  let updated: [Int]

  /// The inserted fields, in the order in which they are bound.
  func fields(of schema: ModelSchema) -> [FieldSchema] {
    InsertShape(withKey: withKey, omitted: omitted).fields(of: schema).map { schema.fields[$0] }
  }
}
