import Kindred

/// Money, which is moved and neither made nor lost.
@Model
struct Account {
  @Field(unique: true) var number: Int
  var balance: Int
}

/// A movement of money, named by whoever made it.
@Model
struct Movement {
  @Field(unique: true) var token: String
  var amount: Int = 0
  var note: String? = nil
}
