extension Expected {
  static let audit = """

    TODO
    """
}
