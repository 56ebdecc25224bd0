public import Kindred

/// An internal constant that a public model names.
let usualDays = 14

/// A public model with an internal property and a default that other modules cannot see.
@Model
public struct Loan {
  /// The card of the book.
  @ForeignKey(onDelete: .cascade, relatedName: "loans") public var card: Catalogue.Card
  /// Who has the book.
  public var reader: String
  /// For how many days.
  public var days: Int = usualDays
  /// How often it was prolonged.
  var prolongations: Int = 0
}
