import Kindred

/// A tree of three levels.
@Model
struct Shelf {
  var name: String
}

@Model
struct Volume {
  @ForeignKey(onDelete: .cascade) var shelf: Shelf
  var title: String
}

@Model
struct Leaf {
  @ForeignKey(onDelete: .cascade) var volume: Volume
  var number: Int
}
