/** What is said if a password was not written twice in the same way. */
export const NOT_THE_SAME = "The two passwords are not the same.";
