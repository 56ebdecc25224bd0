/// The contents of a `@ForeignKey` or `@OneToOne` declaration.
package struct ForeignKeyDeclaration: Sendable, Hashable {
  /// The property's name without back-ticks.
  package var name: String
  /// The model that the key points to, as written, without optionality.
  package var target: String
  /// Whether the key may be NULL.
  package var isOptional: Bool
  /// The attribute's arguments.
  package var arguments: [AttributeArgument]
  /// Whether at most one object points to each target: `@OneToOne`.
  package var isOneToOne = false
  /// Whether the target is the part of the object that is in another table: `@Parent`.
  package var isParentLink = false
  /// The name on the target, of the manager or of the one object; nil if it has none.
  package var accessor: String?
  /// The name in look-ups from the target; nil if it has none.
  package var queryName: String?

  /// Whether the key is the model's primary key as well.
  package var isPrimaryKey: Bool { isParentLink || (isOneToOne && arguments.isTrue("primaryKey")) }

  /// The name of the property that holds the raw key.
  package var keyName: String { name + "ID" }

  /// The name of the property that holds the reference.
  package var referenceName: String { "$" + name }

  /// The unique field of the target that the key holds; nil for its primary key.
  package var targetField: String? { arguments["to"]?.literal }

  /// The raw key's type without optionality.
  package var baseKeyType: String {
    targetField.map { "\(target).UniqueFields.\($0.quotedIfNeeded)" } ?? "\(target).PrimaryKey"
  }

  /// The raw key's type.
  package var keyType: String { isOptional ? baseKeyType + "?" : baseKeyType }

  /// The type of the property that `@ForeignKey` is attached to.
  package var objectType: String { isOptional ? target + "?" : target }

  /// Whether the row that the key points to may be missing: the key is optional, or the database does not enforce it.
  package var mayPointToNone: Bool { isOptional || arguments["constraint"]?.text == "false" }
}
