/// The standard types, by what a column of them is.
package enum KnownTypes {
  /// Whole numbers.
  package static let integers: Set<String> = [
    "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
  ]

  /// Every type that is one value in one column, and so not a model.
  package static let scalars: Set<String> = integers.union([
    "Bool", "CalendarDate", "Character", "Data", "Date", "Decimal", "Double", "Duration", "Float", "String",
    "TimeOfDay",
    "URL", "UUID",
  ])

  /// The types of which every value comes back from the database as it went there.
  package static let exact: Set<String> = scalars.subtracting(["Date", "Duration"])

  /// Swift's own basic types, of which a foreign key to one is a mistake.
  package static let basic: Set<String> = integers.union(["Bool", "Double", "Float", "String"])

  /// What no model can be called: the types nested in each model would hide it there, and the modules' names would be
  /// hidden by it. Everything else that the written code names is spelled with its module.
  package static let reserved: Set<String> = [
    "CodingKeys", "Columns", "ID", "Kindred", "OptionalColumns", "PrimaryKey", "Relations", "Swift", "UniqueFields",
  ]

  /// What an array in a column of its own can hold.
  package static let arrayElements: Set<String> = integers.union([
    "Bool", "CalendarDate", "Date", "Double", "Float", "String", "UUID",
  ])

  /// Collections. An array of basic values has a column of its own; the others are kept as JSON documents.
  package static let collections: Set<String> = ["Array", "ContiguousArray", "Dictionary", "Set"]
}
