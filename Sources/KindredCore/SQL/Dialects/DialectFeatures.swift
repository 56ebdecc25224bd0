/// What a database can do, and what it asks for, where yes or no says it all.
package struct DialectFeatures: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Placeholders have numbers, so that one parameter can stand in several places.
  package static let numberedPlaceholders = DialectFeatures(rawValue: 1 << 0)
  /// The key that the database made is known without asking for it.
  package static let insertedKey = DialectFeatures(rawValue: 1 << 1)
  /// Rows can be locked; where they cannot, a transaction that writes has the whole database to itself.
  package static let rowLocks = DialectFeatures(rawValue: 1 << 2)
  /// A distinct selection has to have what it is ordered by among its columns.
  package static let selectsOrderOfDistinct = DialectFeatures(rawValue: 1 << 3)
  /// Foreign keys are added when all tables are there, instead of with their table.
  package static let addsForeignKeysLater = DialectFeatures(rawValue: 1 << 4)
  /// Truth values have a type of their own. Where they are integers, a column of them is compared with 1 to be a condition:
  /// an integer of another program that is neither 0 nor 1 is not true, nor is it false.
  package static let booleans = DialectFeatures(rawValue: 1 << 5)
}
