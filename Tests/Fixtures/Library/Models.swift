public import Foundation
public import Kindred

/// A model that another module points to.
@Model(table: "library_shelf")
public struct Shelf {
  @Field(maxLength: 40, unique: true) public var label: String
  public var height: Double?
  public var madeOn: Date = Date(timeIntervalSince1970: 0)
}

/// A public model with a key within its own module, nested in a type.
public enum Catalogue {
  @Model
  public struct Card {
    @ForeignKey(onDelete: .cascade, relatedName: "cards") public var shelf: Shelf
    public var title: String
  }
}
