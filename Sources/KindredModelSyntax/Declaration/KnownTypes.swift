/// The standard types, by the kind of their column.
package enum KnownTypes {
  /// Whole numbers.
  package static let integers: Set<String> = [
    "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
  ]

  /// Every type that is a single value in a column, and so not a model.
  package static let scalars: Set<String> = integers.union([
    "Bool", "CalendarDate", "Character", "Data", "Date", "Decimal", "Double", "Duration", "Float", "String",
    "TimeOfDay",
    "URL", "UUID",
  ])

  /// The types whose values are stored exactly.
  package static let exact: Set<String> = scalars.subtracting(["Date", "Duration"])

  /// Swift's basic types. A foreign key to one is an error.
  package static let basic: Set<String> = integers.union(["Bool", "Double", "Float", "String"])

  /// Names that models cannot have: types nested in each model would hide them, or they would hide modules. All other
  /// names in the generated code are qualified by their module.
  package static let reserved: Set<String> = [
    "CodingKeys", "Columns", "DefaultValues", "Groups", "ID", "Kindred", "OptionalColumns",
    "Positions", "PrimaryKey", "Relations", "Swift", "UniqueFields",
  ]

  /// The element types that an array column can hold.
  package static let arrayElements: Set<String> = integers.union([
    "Bool", "CalendarDate", "Date", "Double", "Float", "String", "UUID",
  ])

  /// Collections. An array of basic values has its own column type; other collections are stored as JSON documents.
  package static let collections: Set<String> = ["Array", "ContiguousArray", "Dictionary", "Set"]
}
