public import Foundation
public import Kindred

/// A model that another module points to.
@Model(table: "library_shelf")
public struct Shelf {
  /// What is written on it.
  @Field(maxLength: 40, unique: true) public var label: String
  /// In metres, where it was measured.
  public var height: Double?
  /// When it was made.
  public var madeOn: Date = Date(timeIntervalSince1970: 0)
}

/// A type with a model in it.
public enum Catalogue {
  /// A public model with a key within its own module.
  @Model
  public struct Card {
    /// Where the book stands.
    @ForeignKey(onDelete: .cascade, relatedName: "cards") public var shelf: Shelf
    /// The book's title.
    public var title: String
  }
}
