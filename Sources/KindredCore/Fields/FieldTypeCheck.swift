public import Foundation

/// `@Model` calls ``column(of:)-(Value.Type)`` with the type of each column, and `@Selection` calls
/// ``property(of:)-(Value.Type)`` with that of each property. The overloads for types that cannot be stored
/// are unavailable, and their messages say what to write.
public enum FieldTypeCheck {
  /// Accepts a type that a column can have.
  public static func column<Value: FieldValue>(of type: Value.Type) {}

  /// Refuses a model.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: "a column cannot hold a model; point to it with @ForeignKey(onDelete: .cascade) or another rule"
  )
  public static func column<Value: Model>(of type: Value.Type) {}

  /// Refuses an enum without `Choices`.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: "an enum in a column declares Choices beside its raw type, as in: enum Status: String, Choices { … }"
  )
  public static func column<Value: RawRepresentable>(of type: Value.Type) {}

  /// Refuses a URL.
  @_disfavoredOverload
  @available(
    *, unavailable, message: "keep the text of a URL, in a String; or the URL as a document, with @Field(.json)"
  )
  public static func column(of type: URL.Type) {}

  /// Refuses any other type.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: """
      no column has this type; keep it as a document with @Field(.json), store it as another type with StoredAs, \
      declare Choices on an enum with raw values, or point to a model with @ForeignKey
      """
  )
  public static func column<Value>(of type: Value.Type) {}
}

// MARK: - Sets of fields

extension FieldTypeCheck {
  /// Accepts a set of fields.
  public static func group<Value: FieldGroup>(of type: Value.Type) {}

  /// Refuses any other type.
  @_disfavoredOverload
  @available(*, unavailable, message: "'@Embedded' needs a struct marked '@Fields'")
  public static func group<Value>(of type: Value.Type) {}

  /// Refuses a set of fields in a column.
  @_disfavoredOverload
  @available(*, unavailable, message: "a set of fields is used with @Embedded")
  public static func column<Value: FieldGroup>(of type: Value.Type) {}
}

// MARK: - Properties of selections

extension FieldTypeCheck {
  /// The type is one of a selection's property.
  public static func property<Value: Selectable>(of type: Value.Type) {}

  /// Enums say that they are choices.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: "an enum in a selection declares Choices beside its raw type, as in: enum Status: String, Choices { … }"
  )
  public static func property<Value: RawRepresentable>(of type: Value.Type) {}

  /// Anything else.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: """
      no property of a selection has this type; select a field value, a model or another selection, or store the type as \
      another one with StoredAs
      """
  )
  public static func property<Value>(of type: Value.Type) {}

  /// The type is one of a selection's optional property.
  public static func optionalProperty<Value: OptionallySelectable>(of type: Value.Type) {}

  /// Selections are always there.
  @_disfavoredOverload
  @available(*, unavailable, message: "a selection that is a property of another one cannot be optional")
  public static func optionalProperty<Value: Selection>(of type: Value.Type) {}

  /// Enums say that they are choices.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: "an enum in a selection declares Choices beside its raw type, as in: enum Status: String, Choices { … }"
  )
  public static func optionalProperty<Value: RawRepresentable>(of type: Value.Type) {}

  /// Anything else.
  @_disfavoredOverload
  @available(
    *, unavailable,
    message: """
      no property of a selection has this type; select a field value, a model or another selection, or store the type as \
      another one with StoredAs
      """
  )
  public static func optionalProperty<Value>(of type: Value.Type) {}
}
