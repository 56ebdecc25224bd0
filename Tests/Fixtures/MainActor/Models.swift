import Kindred

// Models of a module in which everything is isolated to the main actor unless it says otherwise.

enum Mood: String, Choices { case calm, cross }

@Model
struct Cat {
  var name: String
  var mood: Mood = .calm
  @Field(.json) var toys: [String] = []
}

@Model
struct Kitten {
  @PrimaryKey var number: Int = 1
  var name: String
  @ForeignKey(onDelete: .cascade) var mother: Cat
  @ForeignKey(onDelete: .setNull, relatedName: "friends") var friend: Cat?
}

/// A set of fields, and a model whose own objects leave rows out.
@Fields
struct Care {
  var food: String = "milk"
  @ForeignKey(onDelete: .setNull, relatedName: "+") var helper: Cat?
}

@Model
struct Basket {
  @Embedded var care: Care = Care()
  var size: Int

  nonisolated static var objects: QuerySet<Basket> { unscoped.filter { $0.size > 0 } }
}

@Selection
struct CatLine {
  var name: String
  var mood: Mood
  var kittens: Int
  var cat: Cat
}
