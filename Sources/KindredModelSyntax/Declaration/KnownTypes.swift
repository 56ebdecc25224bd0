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

  /// The types that the written code names, so that a model of the same name would take their place.
  package static let machinery: Set<String> = scalars.union([
    "CodingKey", "CodingKeys", "ColumnExpression", "Columns", "DatabaseValue", "Decoder", "Encoder", "Field",
    "FieldOptions",
    "ForeignKeyRelation", "JSON", "Key", "Model", "ModelColumns", "ModelSchema", "OptionalColumns", "ParameterWriter",
    "RelationPath",
    "PrimaryKey",
    "QuerySet", "RelatedReference", "RelatedManager", "Relations", "RelationSchema", "DatabaseRow", "UniqueFields",
  ])

  /// What an array in a column of its own can hold.
  package static let arrayElements: Set<String> = integers.union([
    "Bool", "CalendarDate", "Date", "Double", "Float", "String", "UUID",
  ])

  /// Collections. An array of basic values has a column of its own; the others are kept as JSON documents.
  package static let collections: Set<String> = ["Array", "ContiguousArray", "Dictionary", "Set"]
}
