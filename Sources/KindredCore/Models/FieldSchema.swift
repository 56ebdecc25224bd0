/// One column of a model.
public final class FieldSchema: Sendable {
  /// The property's name.
  public let name: String
  /// The column's name.
  public let column: String
  /// The column's type.
  public let type: ColumnType
  /// Whether the column may be NULL.
  public let isNullable: Bool
  /// The other declared options.
  public let options: FieldOptions
  /// The allowed values, if the type is a closed set.
  public let choices: [FieldChoice]?
  /// The relation, if the column is a foreign key.
  public let relation: RelationSchema?
  /// The index of the selected expression that the column has, if it is one of a result instead of a table.
  let position: Int?
  /// The default that the property declares, as it is now; nil if it declares none.
  let fill: (@Sendable () throws -> DatabaseValue)?
  /// Converts values of the field whose Swift type is only known at run time.
  public let codec: FieldCodec

  package init(
    name: String, column: String, type: ColumnType, isNullable: Bool, options: FieldOptions,
    choices: [FieldChoice]?, relation: RelationSchema?, codec: FieldCodec, position: Int? = nil,
    fill: (@Sendable () throws -> DatabaseValue)? = nil
  ) {
    self.name = name
    self.column = column
    self.type = type
    self.isNullable = isNullable
    self.options = options
    self.choices = choices
    self.relation = relation
    self.position = position
    self.fill = fill
    self.codec = codec
  }

  /// Describes a field.
  ///
  /// - Parameters:
  ///   - name: The property's name.
  ///   - type: The type of its values.
  ///   - column: The column's name; by default the property's in snake case.
  ///   - options: The other declared options.
  ///   - fill: The property's default, which rows that exist get when the column is added to them.
  public static func field<Value: FieldValue>(
    _ name: String, _ type: Value.Type, column: String? = nil, options: FieldOptions = FieldOptions(),
    fill: (@Sendable () -> Value)? = nil
  ) -> FieldSchema {
    let makeValue: (@Sendable () throws -> DatabaseValue)? =
      if let fill { { try fill().databaseValue() } } else { nil }
    return FieldSchema(
      name: name, column: column ?? name.snakeCased,
      type: Value.columnType.limited(to: options.maxLength).digits(options.maxDigits, places: options.decimalPlaces)
        .bits(options.bits),
      isNullable: Value.isOptional, options: options, choices: Value.choices, relation: nil,
      codec: FieldCodec(type), fill: makeValue)
  }

  /// Describes the column of a foreign key.
  public static func foreignKey<Relation: ForeignKeyRelation>(_ relation: Relation.Type) -> FieldSchema {
    let schema = Relation.schema
    return FieldSchema(
      name: schema.name, column: schema.column, type: Relation.KeyColumn.columnType,
      isNullable: Relation.KeyColumn.isOptional, options: schema.options, choices: nil, relation: schema,
      codec: FieldCodec(Relation.KeyColumn.self))
  }
}

extension FieldSchema: CustomStringConvertible {
  /// A human-readable description.
  public var description: String { name }
}

/// What `@Field` can declare in addition to the type.
public struct FieldOptions: Sendable {
  /// The largest number of characters.
  public var maxLength: Int?
  /// The number of digits of a decimal.
  public var maxDigits: Int?
  /// The number of those digits after the decimal point.
  public var decimalPlaces: Int?
  /// The width of an integer's column, where it is not that of its type.
  public var bits: Int?
  /// Whether no two rows may have the same value.
  public var isUnique: Bool
  /// Whether the column has an index of its own.
  public var isIndexed: Bool
  /// The value that the database uses when none is sent.
  public var databaseDefault: DatabaseDefault?
  /// A comment on the column, if the database supports it.
  public var comment: String?
  /// The column's collation.
  public var collation: String?
  /// Whether the column is the primary key.
  public var isPrimaryKey: Bool
  /// Whether the database generates the key.
  public var isAutomatic: Bool
  /// The former name of the property or of its column, for finding out what became of it.
  public var renamedFrom: String?
  /// Whether nil is inserted as NULL although the database has a default.
  public var storesNil: Bool
  /// Whether the column is only read when it is asked for. Such fields come after all others in a schema.
  public var isDeferred: Bool

  /// Whether a row with nil here is inserted without the column, for the database to fill in.
  package var leavesNilToDatabase: Bool { databaseDefault != nil && !storesNil }

  /// Makes options.
  public init(
    maxLength: Int? = nil, maxDigits: Int? = nil, decimalPlaces: Int? = nil, bits: Int? = nil,
    isUnique: Bool = false, isIndexed: Bool = false, databaseDefault: DatabaseDefault? = nil, storesNil: Bool = false,
    comment: String? = nil, collation: String? = nil, renamedFrom: String? = nil, isPrimaryKey: Bool = false,
    isAutomatic: Bool = false, isDeferred: Bool = false
  ) {
    self.maxLength = maxLength
    self.maxDigits = maxDigits
    self.decimalPlaces = decimalPlaces
    self.bits = bits
    self.isUnique = isUnique
    self.isIndexed = isIndexed
    self.databaseDefault = databaseDefault
    self.storesNil = storesNil
    self.comment = comment
    self.collation = collation
    self.renamedFrom = renamedFrom
    self.isPrimaryKey = isPrimaryKey
    self.isAutomatic = isAutomatic
    self.isDeferred = isDeferred
  }
}

/// A default value computed by the database.
public struct DatabaseDefault: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case value(DatabaseValue)
    /// A value that no column can hold, and the reason.
    case unstorable(String)
    case current(Moment)
  }

  /// A value taken from the database's clock.
  package enum Moment: String, Sendable, Hashable { case timestamp, date, time }

  package let kind: Kind

  package init(kind: Kind) { self.kind = kind }

  /// The time of the statement.
  public static let currentTimestamp = DatabaseDefault(kind: .current(.timestamp))
  /// The date of the statement, in UTC.
  public static let currentDate = DatabaseDefault(kind: .current(.date))
  /// The time of day of the statement, in UTC.
  public static let currentTime = DatabaseDefault(kind: .current(.time))

  /// A constant.
  ///
  /// Creating the table fails when the database cannot represent the value, such as not-a-number.
  public static func value(_ value: some FieldValue) -> DatabaseDefault {
    do {
      return DatabaseDefault(kind: .value(try value.databaseValue()))
    } catch {
      return DatabaseDefault(kind: .unstorable((error as? FieldValueError)?.problem ?? "\(error)"))
    }
  }
}

extension String {
  /// `pub_date` from `pubDate`, and `html_body` from `HTMLBody`.
  package var snakeCased: String {
    let characters = Array(self)
    var result = ""
    for (index, character) in characters.enumerated() {
      guard character.isUppercase else {
        result.append(character)
        continue
      }
      let follows = index > 0 && characters[index - 1] != "_"
      let startsWord =
        follows
        && (!characters[index - 1].isUppercase
          || (index + 1 < characters.count && characters[index + 1].isLowercase))
      if startsWord { result.append("_") }
      result += character.lowercased()
    }
    return result
  }
}
