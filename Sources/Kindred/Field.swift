/// Adds options to a model's property.
///
/// - Parameters:
///   - column: The column's name; by default the property's in snake case.
///   - maxLength: The maximum number of characters of a text.
///   - maxDigits: The number of digits of a decimal.
///   - decimalPlaces: The number of those digits after the decimal point.
///   - bits: The width of the column of an integer, 16, 32 or 64, where it is not that of the type: for tables that another
///     program made. A value that does not fit is refused by PostgreSQL.
///   - unique: Whether no two rows may have the same value.
///   - index: Whether the column has an index.
///   - databaseDefault: The value that the database fills in where a row is inserted without the column, as is done
///     where an optional property that declares no value is nil; the value made is read back. An instance whose
///     property is not optional begins with the constant of `.value(7)`, unless it declares another value.
///   - comment: A comment on the column, where the database keeps one.
///   - collation: The column's collation.
///   - renamedFrom: The former name of the property or of its column, so that a migration renames the column. It can be
///     taken out once the migration exists.
@attached(peer)
public macro Field(
  _ storage: FieldStorage = .column,
  column: String? = nil,
  maxLength: Int? = nil,
  maxDigits: Int? = nil,
  decimalPlaces: Int? = nil,
  bits: Int? = nil,
  unique: Bool = false,
  index: Bool = false,
  databaseDefault: DatabaseDefault? = nil,
  comment: String? = nil,
  collation: String? = nil,
  renamedFrom: String? = nil
) = #externalMacro(module: "KindredMacros", type: "FieldMacro")

/// Makes a property the primary key, instead of the automatic `id`.
///
/// ```swift
/// @Model
/// struct Airline {
///   @PrimaryKey(maxLength: 2) var code: String
///   var name: String
/// }
/// ```
@attached(peer)
public macro PrimaryKey(column: String? = nil, maxLength: Int? = nil) =
  #externalMacro(module: "KindredMacros", type: "PrimaryKeyMacro")

/// Excludes a property from the table. It is kept in memory only and needs a default value.
@attached(peer)
public macro Transient() = #externalMacro(module: "KindredMacros", type: "TransientMacro")
